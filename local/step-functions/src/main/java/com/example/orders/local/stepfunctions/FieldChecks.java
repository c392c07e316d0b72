package com.example.orders.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

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
          if (!NESTED.contains(name)) {
            expressions(value, at);
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

  private static void expressions(JsonNode value, String at) {
    if (value.isTextual() && JsonataTemplate.isExpression(value.asText())) {
      try {
        JsonataTemplate.compile(JsonataTemplate.expression(value.asText()));
      } catch (StatesError e) {
        throw new InvalidDefinition("The JSONata expression does not parse: " + e.cause(), at);
      }
    }
    value.forEach(element -> expressions(element, at));
  }
}
