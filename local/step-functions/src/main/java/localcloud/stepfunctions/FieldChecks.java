package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import localcloud.stepfunctions.InvalidDefinition.Code;

/** Checks that the paths, intrinsic functions and JSONata expressions of a state parse. */
final class FieldChecks {
  private static final Set<String> TEMPLATES =
      Set.of("Parameters", "ResultSelector", "ItemSelector", "Assign");
  private static final Set<String> PATHS =
      Set.of(
          "InputPath",
          "OutputPath",
          "ItemsPath",
          "SecondsPath",
          "TimestampPath",
          "ErrorPath",
          "CausePath",
          "TimeoutSecondsPath",
          "HeartbeatSecondsPath",
          "MaxConcurrencyPath",
          "ToleratedFailureCountPath",
          "ToleratedFailurePercentagePath");
  private static final Set<String> WITH_RESULT = Set.of("Task", "Parallel", "Map");
  private static final Set<String> LAST = Set.of("Output", "Assign");
  private static final Set<String> NESTED =
      Set.of("States", "Branches", "ItemProcessor", "Iterator");

  private FieldChecks() {}

  static void check(ObjectNode body, QueryLanguage language, String path) {
    for (var entry : body.properties()) {
      var name = entry.getKey();
      var value = entry.getValue();
      var at = path + "/" + name;
      switch (language) {
        case JSON_PATH -> {
          if (TEMPLATES.contains(name)) {
            template(value, at);
          } else if (PATHS.contains(name) && !value.isNull()) {
            path(value.asText(), at);
          } else if (name.equals("ResultPath") && !value.isNull()) {
            ReferencePath.parse(value.asText(), at);
          }
        }
        case JSONATA -> {
          if (name.equals("Catch")) {
            catchers(value, at);
          } else if (!NESTED.contains(name)) {
            expressions(value, known(body, name), at);
          }
        }
      }
    }
  }

  static void path(String text, String at) {
    try {
      PathExpression.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidDefinition(
          "The value '" + text + "' is not a valid path: " + e.getMessage(), at);
    }
  }

  private static void template(JsonNode value, String at) {
    if (value.isArray()) {
      value.forEach(element -> template(element, at));
    }
    for (var entry : value.properties()) {
      if (!entry.getKey().endsWith(".$")) {
        template(entry.getValue(), at + "/" + entry.getKey());
      } else if (entry.getValue().isTextual()) {
        path(entry.getValue().asText(), at + "/" + entry.getKey());
      } else {
        throw new InvalidDefinition("The value must be a path", at + "/" + entry.getKey());
      }
    }
  }

  /** What {@code $states} has in a field besides input and context. */
  private static Set<String> known(ObjectNode state, String field) {
    return WITH_RESULT.contains(state.path("Type").asText()) && LAST.contains(field)
        ? Set.of("result")
        : Set.of();
  }

  private static void catchers(JsonNode catchers, String at) {
    for (var i = 0; i < catchers.size(); i++) {
      for (var entry : catchers.get(i).properties()) {
        expressions(
            entry.getValue(),
            LAST.contains(entry.getKey()) ? Set.of("errorOutput") : Set.of(),
            at + "[" + i + "]/" + entry.getKey());
      }
    }
  }

  private static void expressions(JsonNode value, Set<String> known, String at) {
    if (value.isTextual() && JsonataTemplate.isExpression(value.asText())) {
      expression(JsonataTemplate.expression(value.asText()), known, at);
    }
    for (var entry : value.properties()) {
      expressions(entry.getValue(), known, at + "/" + entry.getKey());
    }
    for (var i = 0; value.isArray() && i < value.size(); i++) {
      expressions(value.get(i), known, at + "[" + i + "]");
    }
  }

  private static void expression(String expression, Set<String> known, String at) {
    try {
      JsonataTemplate.compile(expression);
    } catch (StatesError e) {
      var fault = String.valueOf(e.cause()).replaceFirst("^[A-Z]\\d{4}: ", "");
      throw new InvalidDefinition(Code.INVALID_JSONATA_EXPRESSION, fault, at);
    }
    JsonataReferences.check(expression, known, at);
  }
}
