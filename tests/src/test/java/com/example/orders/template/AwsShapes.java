package com.example.orders.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The constructs of the template, the API and the workflow that only AWS can prove, by their shape:
 * what is said of one holds for all of it. Kind (a heading of the page) to shapes.
 */
record AwsShapes(SortedMap<String, SortedSet<String>> byKind) {
  static final String NO_CONDITION = "no condition";

  static AwsShapes of(TransformedTemplate template, SourceFile source, SourceFile api) {
    var shapes = of(template, source);
    shapes.addFunctions("API file", api);
    return shapes;
  }

  /** The shapes of a template without an API file. */
  static AwsShapes of(TransformedTemplate template, SourceFile source) {
    var shapes = new AwsShapes(new TreeMap<>());
    shapes.addFunctions("template", source);
    new TemplateShapes(template).collect(shapes::add);
    template.ofType("AWS::ApiGateway::RestApi").forEach(a -> ApiShapes.of(a).collect(shapes::add));
    template
        .ofType("AWS::StepFunctions::StateMachine")
        .forEach(machine -> new WorkflowShapes(machine.at("/Definition")).collect(shapes::add));
    return shapes;
  }

  private void add(String kind, String shape) {
    byKind.computeIfAbsent(kind, name -> new TreeSet<>()).add(shape);
  }

  private void addFunctions(String where, SourceFile file) {
    file.values()
        .forEach(
            value -> {
              if (!value.function().isEmpty()) {
                add("Macros and functions", where + ": !" + value.function());
              }
              Stream.of(value.path().split("/"))
                  .filter(key -> key.startsWith("Fn::") || key.equals("Ref"))
                  .forEach(key -> add("Macros and functions", where + ": " + key));
              if (value.path().startsWith("/Transform") && !value.text().isEmpty()) {
                add("Macros and functions", where + ": transform " + value.text());
              }
            });
  }

  /** Operator and keys of a statement's conditions, without their values. */
  static String conditions(JsonNode statement) {
    var conditions =
        statement
            .path("Condition")
            .propertyStream()
            .flatMap(
                operator ->
                    operator
                        .getValue()
                        .propertyStream()
                        .map(key -> operator.getKey() + " " + key.getKey()))
            .sorted()
            .collect(Collectors.joining(", "));
    return conditions.isEmpty() ? NO_CONDITION : conditions;
  }

  /** Hands on what each match of the pattern makes. */
  static void each(Pattern pattern, String text, String format, Consumer<String> to) {
    pattern.matcher(text).results().forEach(match -> to.accept(format.formatted(match.group(1))));
  }
}
