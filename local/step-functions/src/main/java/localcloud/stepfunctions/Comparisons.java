package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * The comparison operators of Choice rules in JSONPath. A value of another type matches nothing.
 */
final class Comparisons {
  private static final Set<String> KNOWN = names();

  private Comparisons() {}

  static boolean isKnown(String operator) {
    return KNOWN.contains(operator);
  }

  private static Set<String> names() {
    var names = new TreeSet<String>();
    for (var type : new String[] {"String", "Numeric", "Timestamp"}) {
      for (var order :
          new String[] {
            "Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"
          }) {
        names.add(type + order);
        names.add(type + order + "Path");
      }
    }
    names.addAll(
        Set.of(
            "BooleanEquals",
            "BooleanEqualsPath",
            "StringMatches",
            "IsNull",
            "IsPresent",
            "IsNumeric",
            "IsString",
            "IsBoolean",
            "IsTimestamp"));
    return names;
  }

  /** The type that an operand must have in a definition. */
  static JsonNodeType operandType(String operator) {
    if (operator.startsWith("Boolean") && !operator.endsWith("Path") || operator.startsWith("Is")) {
      return JsonNodeType.BOOLEAN;
    }
    return operator.startsWith("Numeric") && !operator.endsWith("Path")
        ? JsonNodeType.NUMBER
        : JsonNodeType.STRING;
  }

  /** Applies an operator, its {@code Path} suffix taken off. */
  static boolean test(String operator, JsonNode value, JsonNode operand) {
    return switch (operator) {
      case "IsNull" -> value.isNull() == operand.asBoolean();
      case "IsNumeric" -> value.isNumber() == operand.asBoolean();
      case "IsString" -> value.isTextual() == operand.asBoolean();
      case "IsBoolean" -> value.isBoolean() == operand.asBoolean();
      case "IsTimestamp" -> isTimestamp(value) == operand.asBoolean();
      case "BooleanEquals" ->
          value.isBoolean() && operand.isBoolean() && value.asBoolean() == operand.asBoolean();
      case "StringMatches" ->
          value.isTextual() && operand.isTextual() && matches(value.asText(), operand.asText());
      default -> compare(operator, value, operand);
    };
  }

  private static boolean compare(String operator, JsonNode value, JsonNode operand) {
    if (operator.startsWith("String")) {
      return value.isTextual()
          && operand.isTextual()
          && holds(operator, value.asText().compareTo(operand.asText()));
    }
    if (operator.startsWith("Numeric")) {
      return value.isNumber()
          && operand.isNumber()
          && holds(operator, value.decimalValue().compareTo(operand.decimalValue()));
    }
    return isTimestamp(value)
        && isTimestamp(operand)
        && holds(
            operator,
            Comparator.comparing((JsonNode node) -> Values.timestamp(node.asText()).orElseThrow())
                .compare(value, operand));
  }

  private static boolean holds(String operator, int order) {
    IntPredicate test =
        operator.endsWith("LessThanEquals")
            ? o -> o <= 0
            : operator.endsWith("GreaterThanEquals")
                ? o -> o >= 0
                : operator.endsWith("LessThan")
                    ? o -> o < 0
                    : operator.endsWith("GreaterThan") ? o -> o > 0 : o -> o == 0;
    return test.test(order);
  }

  private static boolean isTimestamp(JsonNode value) {
    return value.isTextual() && Values.timestamp(value.asText()).isPresent();
  }

  private static boolean matches(String text, String wildcards) {
    var regex = new StringBuilder();
    for (var i = 0; i < wildcards.length(); i++) {
      var c = wildcards.charAt(i);
      if (c == '\\' && i + 1 < wildcards.length()) {
        regex.append(Pattern.quote(String.valueOf(wildcards.charAt(++i))));
      } else {
        regex.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }
}
