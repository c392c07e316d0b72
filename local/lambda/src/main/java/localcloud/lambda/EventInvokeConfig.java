package localcloud.lambda;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a function takes asynchronous events under one of its qualifiers. Each alias has its own.
 *
 * @param function the function's name or ARN
 * @param qualifier an alias, a version or {@code $LATEST}
 * @param onSuccess the ARN of a queue, function or event bus; null drops the record
 * @param onFailure as {@code onSuccess}
 */
public record EventInvokeConfig(
    String function,
    String qualifier,
    int maximumRetryAttempts,
    Duration maximumEventAge,
    @Nullable String onSuccess,
    @Nullable String onFailure) {
  /** Two retries within six hours (Lambda guide, "Asynchronous invocation"). */
  static EventInvokeConfig defaults(String function, String qualifier) {
    return new EventInvokeConfig(function, qualifier, 2, Duration.ofHours(6), null, null);
  }
}
