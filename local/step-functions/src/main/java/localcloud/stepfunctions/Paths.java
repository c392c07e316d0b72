package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Evaluates paths and payload templates of JSONPath states. The library is the one whose messages
 * AWS's own causes show, Jayway JsonPath.
 */
final class Paths {
  private static final Configuration CONFIGURATION =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider(Json.MAPPER))
          .mappingProvider(new JacksonMappingProvider(Json.MAPPER))
          .build();

  private final Scope scope;
  private final Intrinsics intrinsics;

  Paths(Scope scope) {
    this.scope = scope;
    this.intrinsics = new Intrinsics(scope.random());
  }

  /** The value at a path of a field such as InputPath. */
  JsonNode read(String text, JsonNode input) {
    var expression = PathExpression.parse(text);
    try {
      return evaluate(expression, input);
    } catch (PathNotFoundException e) {
      throw StatesError.runtime("Invalid path '%s' : %s".formatted(text, e.getMessage()));
    }
  }

  /** The value at a path, or nothing where the path leads nowhere. */
  Optional<JsonNode> find(String text, JsonNode input) {
    try {
      return Optional.of(evaluate(PathExpression.parse(text), input));
    } catch (PathNotFoundException e) {
      return Optional.empty();
    }
  }

  /** A payload template with each {@code "name.$"} replaced by what its path selects. */
  JsonNode template(JsonNode template, JsonNode input) {
    if (template.isArray()) {
      var array = Json.array();
      template.forEach(element -> array.add(template(element, input)));
      return array;
    }
    if (!template.isObject()) {
      return template;
    }
    var object = Json.object();
    for (var entry : template.properties()) {
      var name = entry.getKey();
      if (name.endsWith(".$")) {
        object.set(
            name.substring(0, name.length() - 2), select(name, entry.getValue().asText(), input));
      } else {
        object.set(name, template(entry.getValue(), input));
      }
    }
    return object;
  }

  private JsonNode select(String field, String text, JsonNode input) {
    try {
      return evaluate(PathExpression.parse(text), input);
    } catch (PathNotFoundException e) {
      throw StatesError.runtime(
          "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'"
              .formatted(text, field, Json.write(input)));
    }
  }

  private JsonNode evaluate(PathExpression expression, JsonNode input) {
    return switch (expression) {
      case PathExpression.Input(_, var path) -> read(path, input);
      case PathExpression.Context(_, var path) -> read(path, scope.context());
      case PathExpression.Variable variable -> read(variable.path(), variable(variable));
      case PathExpression.Literal(_, var value) -> value;
      case PathExpression.Call call -> call(call, call, input);
    };
  }

  private JsonNode variable(PathExpression.Variable variable) {
    var value = scope.variables().get(variable.name());
    if (value == null) {
      throw StatesError.runtime("The variable '$%s' is not defined.".formatted(variable.name()));
    }
    return value;
  }

  private JsonNode call(PathExpression.Call call, PathExpression.Call outermost, JsonNode input) {
    var arguments = new ArrayList<JsonNode>();
    for (var argument : call.arguments()) {
      arguments.add(argument(call, argument, outermost, input));
    }
    try {
      return intrinsics.call(call.function(), arguments);
    } catch (IllegalArgumentException e) {
      throw failed(outermost, String.valueOf(e.getMessage()));
    }
  }

  private JsonNode argument(
      PathExpression.Call call,
      PathExpression argument,
      PathExpression.Call outermost,
      JsonNode input) {
    return switch (argument) {
      case PathExpression.Call nested -> call(nested, outermost, input);
      case PathExpression.Literal(_, TextNode text) when !call.function().equals("States.Format") ->
          TextNode.valueOf(text.asText().replaceAll("\\\\(.)", "$1"));
      default -> {
        try {
          yield evaluate(argument, input);
        } catch (PathNotFoundException e) {
          throw failed(
              outermost,
              "The JsonPath argument for the field '%s' could not be found in the input '%s'"
                  .formatted(argument.text(), Json.write(input)));
        }
      }
    };
  }

  private static StatesError failed(PathExpression.Call call, String reason) {
    return StatesError.runtime(
        "The function '%s' had the following error: %s".formatted(call.text(), reason));
  }

  private static JsonNode read(JsonPath path, JsonNode document) {
    try {
      Object found = path.read(document, CONFIGURATION);
      return found instanceof JsonNode node ? node : Json.MAPPER.valueToTree(found); // length()
    } catch (PathNotFoundException e) {
      if (path.isDefinite()) {
        throw e;
      }
      return Json.array(); // a wildcard or slice of nothing is an empty list on AWS
    } catch (RuntimeException e) { // the library cannot apply the path to these data
      throw new PathNotFoundException(e.getMessage(), e);
    }
  }
}
