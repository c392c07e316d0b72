package localcloud.lambda;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What ties a table's stream to a function (Lambda guide, "Using Lambda with Amazon DynamoDB").
 *
 * @param name what tells it from others in logs: its logical ID
 * @param function the function's name or ARN, with or without alias
 * @param role the function's role, in whose name the stream is read
 * @param fromTrimHorizon whether it starts with the oldest record there is, or with the next one
 * @param batchSize at most 10,000
 * @param maximumRetries -1 for no end
 * @param maximumAge null for no end
 * @param bisect whether a batch that fails is halved before it is retried
 * @param reportBatchItemFailures whether the function's answer names the first failed record
 * @param filter which records the function is to see; the others are skipped
 * @param onFailure the ARN of the queue or topic that hears of batches that were given up, or null
 */
public record StreamMapping(
    String name,
    String function,
    String role,
    String streamArn,
    boolean fromTrimHorizon,
    int batchSize,
    Duration batchingWindow,
    int maximumRetries,
    @Nullable Duration maximumAge,
    boolean bisect,
    boolean reportBatchItemFailures,
    EventFilter filter,
    @Nullable String onFailure,
    boolean enabled) {
  /** Whether an event source is a table's stream. */
  public static boolean isStream(String eventSourceArn) {
    return eventSourceArn.startsWith("arn:aws:dynamodb:") && eventSourceArn.contains("/stream/");
  }

  /** The mapping of a function whose role is known now. */
  StreamMapping readAs(String itsRole) {
    return new StreamMapping(
        name,
        function,
        itsRole,
        streamArn,
        fromTrimHorizon,
        batchSize,
        batchingWindow,
        maximumRetries,
        maximumAge,
        bisect,
        reportBatchItemFailures,
        filter,
        onFailure,
        enabled);
  }
}
