package com.example.orders.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What of a state machine's definition only AWS can prove. */
record WorkflowShapes(JsonNode definition) {
  private static final String KIND = "Workflow";
  private static final Pattern FUNCTION = Pattern.compile("\\$(\\w+)\\(");
  private static final Pattern STATES =
      Pattern.compile("\\$states\\.(context(?:\\.\\w+)*|errorOutput\\.\\w+|\\w+)");

  void collect(BiConsumer<String, String> shapes) {
    fields("machine", definition, shapes);
    for (var states : definition.findValues("States")) {
      states.forEach(state -> state(state, shapes));
    }
  }

  private static void fields(String of, JsonNode node, BiConsumer<String, String> shapes) {
    for (var field : node.properties()) {
      if (!field.getKey().equals("States")) {
        var number = field.getValue().isNumber() && field.getValue().asInt() == 0 ? " 0" : "";
        shapes.accept(KIND, of + ": " + field.getKey() + number);
      }
    }
  }

  private static void state(JsonNode state, BiConsumer<String, String> shapes) {
    fields(state.path("Type").asText(), state, shapes);
    state.path("Retry").forEach(retrier -> fields("retrier", retrier, shapes));
    state.path("Catch").forEach(catcher -> fields("catcher", catcher, shapes));
    for (var errors : state.findValues("ErrorEquals")) {
      errors.forEach(error -> shapes.accept(KIND, "error " + error(error.asText())));
    }
    if (state.has("Resource")) {
      var resource = state.path("Resource").asText().replaceFirst("^arn:[^:]+:states:::", "");
      state
          .path("Arguments")
          .properties()
          .forEach(
              argument ->
                  shapes.accept(
                      KIND, resource + " " + argument.getKey() + kind(argument.getValue())));
    }
    expressions(state, shapes);
  }

  /** A service's own name; what our code and our warehouse throw is one kind each. */
  private static String error(String name) {
    return name.matches("([a-z]\\w*\\.)+[A-Z]\\w*")
        ? "named like a Java class"
        : name.matches("(States|DynamoDB|Lambda|EventBridge|SQS)\\..*")
            ? name
            : "named by SendTaskFailure or Fail";
  }

  private static String kind(JsonNode value) {
    return value.isObject() ? " (object)" : value.isArray() ? " (list)" : "";
  }

  private static void expressions(JsonNode node, BiConsumer<String, String> shapes) {
    if (node.isTextual() && node.asText().startsWith("{%")) {
      AwsShapes.each(FUNCTION, node.asText(), "JSONata $%s()", shape -> shapes.accept(KIND, shape));
      AwsShapes.each(
          STATES, node.asText(), "JSONata $states.%s", shape -> shapes.accept(KIND, shape));
    }
    node.forEach(child -> expressions(child, shapes));
  }
}
