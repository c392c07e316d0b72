package localcloud.stepfunctions;

import java.util.List;

/**
 * What a Task state calls.
 *
 * @param arn the Resource field
 * @param type the resource type in the history: {@code lambda}, {@code sqs}, {@code aws-sdk:sqs} …
 * @param action the API action, or the function's ARN
 */
record TaskResource(String arn, Kind kind, String type, String action, Pattern pattern) {
  enum Kind {
    FUNCTION,
    OPTIMIZED,
    SDK,
    UNKNOWN
  }

  enum Pattern {
    REQUEST_RESPONSE(""),
    SYNC(".sync"),
    SYNC_2(".sync:2"),
    CALLBACK(".waitForTaskToken");

    final String suffix;

    Pattern(String suffix) {
      this.suffix = suffix;
    }
  }

  static TaskResource parse(String arn) {
    var pattern = pattern(arn);
    var bare = arn.substring(0, arn.length() - pattern.suffix.length());
    var parts = List.of(bare.split(":", -1));
    if (parts.size() >= 7 && parts.get(2).equals("lambda") && parts.get(5).equals("function")) {
      return new TaskResource(arn, Kind.FUNCTION, "lambda", arn, Pattern.REQUEST_RESPONSE);
    }
    if (parts.size() == 7 && parts.get(2).equals("states") && !parts.get(5).equals("activity")) {
      return new TaskResource(arn, Kind.OPTIMIZED, parts.get(5), parts.get(6), pattern);
    }
    if (parts.size() == 8 && parts.get(2).equals("states") && parts.get(5).equals("aws-sdk")) {
      return new TaskResource(arn, Kind.SDK, "aws-sdk:" + parts.get(6), parts.get(7), pattern);
    }
    return new TaskResource(arn, Kind.UNKNOWN, "", "", pattern);
  }

  boolean isCallback() {
    return pattern == Pattern.CALLBACK;
  }

  /** The service's name without the {@code aws-sdk:} of the generic integration. */
  String service() {
    return type.substring(type.indexOf(':') + 1);
  }

  /** The action as the history shows it, with its pattern. */
  String actionWithPattern() {
    return action + pattern.suffix;
  }

  private static Pattern pattern(String arn) {
    var found = Pattern.REQUEST_RESPONSE;
    for (var pattern : Pattern.values()) {
      found = arn.endsWith(pattern.suffix) ? pattern : found;
    }
    return found;
  }
}
