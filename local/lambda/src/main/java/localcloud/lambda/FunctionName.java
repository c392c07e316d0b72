package localcloud.lambda;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as callers name it: a name, a partial or a full ARN, each with or without qualifier.
 */
record FunctionName(String name, @Nullable String qualifier) {
  /** The pattern of {@code FunctionName} in the Lambda API reference. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:arn:[a-z-]+:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\\d:)?(?:\\d{12}:)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\\$LATEST|[a-zA-Z0-9-_]+))?");

  static @Nullable FunctionName parse(String text) {
    var match = FORM.matcher(text);
    return match.matches() ? new FunctionName(match.group(1), match.group(2)) : null;
  }
}
