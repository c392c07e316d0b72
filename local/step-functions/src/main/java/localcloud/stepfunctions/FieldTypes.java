package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON type and the range that a field of a definition must have. The ranges are those of the
 * schema of AWS's editors (aws/amazon-states-language-service) and of the guide; the wording is
 * AWS's where it is known ("Maximum value is 99999999", cfn-lint issue 4075; "Minimum value is 0"
 * and "Expected value of type [STRING]", floci-io/floci).
 */
final class FieldTypes {
  private static final long MAX_SECONDS = 99_999_999;

  /**
   * The bounds of a number, both allowed.
   *
   * @param integral whether it must be an integer
   */
  record Range(double least, double most, boolean integral) {
    /** Why a value is not in this range, or null. */
    @Nullable String fault(JsonNode value) {
      if (!value.isNumber() || integral && !isIntegral(value)) {
        return "Expected value of type [" + (integral ? "INTEGER" : "NUMBER") + "]";
      }
      if (value.asDouble() < least) {
        return "Minimum value is " + Math.round(least);
      }
      return value.asDouble() > most ? "Maximum value is " + Math.round(most) : null;
    }

    private static boolean isIntegral(JsonNode value) {
      return value.isIntegralNumber() && value.canConvertToLong();
    }
  }

  static final Map<String, Range> RANGES =
      Map.ofEntries(
          Map.entry("TimeoutSeconds", seconds(1)),
          Map.entry("HeartbeatSeconds", seconds(1)),
          Map.entry("Seconds", seconds(0)),
          Map.entry("IntervalSeconds", seconds(1)),
          Map.entry("MaxAttempts", seconds(0)),
          Map.entry("MaxDelaySeconds", new Range(1, 31_622_399, true)),
          Map.entry("BackoffRate", new Range(1, Double.MAX_VALUE, false)),
          Map.entry("MaxConcurrency", new Range(0, Integer.MAX_VALUE, true)),
          Map.entry("ToleratedFailureCount", new Range(0, Integer.MAX_VALUE, true)),
          Map.entry("ToleratedFailurePercentage", new Range(0, 100, false)));

  /** In these a JSONata state may have an expression. */
  private static final Set<String> EVALUATED =
      Set.of(
          "TimeoutSeconds",
          "HeartbeatSeconds",
          "Seconds",
          "MaxConcurrency",
          "ToleratedFailureCount",
          "ToleratedFailurePercentage",
          "Items");

  private static final Map<String, String> TYPES = types();

  private FieldTypes() {}

  private static Range seconds(long least) {
    return new Range(least, MAX_SECONDS, true);
  }

  private static Map<String, String> types() {
    var types = new TreeMap<String, String>();
    for (var text :
        "Comment Type Next Resource QueryLanguage Default StartAt Version Error Cause Timestamp Label JitterStrategy Variable ItemsPath SecondsPath TimestampPath ErrorPath CausePath TimeoutSecondsPath HeartbeatSecondsPath MaxConcurrencyPath ToleratedFailureCountPath ToleratedFailurePercentagePath"
            .split(" ")) {
      types.put(text, "STRING");
    }
    for (var list : "Retry Catch Choices Branches ErrorEquals And Or Items".split(" ")) {
      types.put(list, "ARRAY");
    }
    for (var object : "States ItemProcessor Iterator ProcessorConfig Assign Not".split(" ")) {
      types.put(object, "OBJECT");
    }
    types.put("End", "BOOLEAN");
    return types;
  }

  /** Why a field's value has not the type or the range that it must have, or null. */
  static @Nullable String fault(String field, JsonNode value, QueryLanguage language) {
    if (language == QueryLanguage.JSONATA
        && EVALUATED.contains(field)
        && value.isTextual()
        && JsonataTemplate.isExpression(value.asText())) {
      return null;
    }
    var range = RANGES.get(field);
    if (range != null) {
      return range.fault(value);
    }
    var expected = TYPES.get(field);
    return expected == null || expected.equals(value.getNodeType().name())
        ? null
        : "Expected value of type [" + expected + "]";
  }
}
