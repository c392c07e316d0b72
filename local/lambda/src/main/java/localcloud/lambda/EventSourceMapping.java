package localcloud.lambda;

import java.time.Duration;
import localcloud.resources.InvalidPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * What ties an SQS queue to a function.
 *
 * @param name what tells it from others in logs: its logical ID
 * @param function the function's name or ARN, with or without alias
 * @param role the function's role, in whose name the queue is read
 * @param batchSize at most 10, or 10,000 with a batching window on a standard queue
 * @param batchingWindow how long to gather a batch; zero on FIFO queues
 * @param reportBatchItemFailures whether the function's answer names the failed messages
 * @param maximumConcurrency null for the default of this local cloud
 * @param filter which messages the function is to see; the others are deleted
 */
public record EventSourceMapping(
    String name,
    String function,
    String role,
    String queueUrl,
    String queueArn,
    int batchSize,
    Duration batchingWindow,
    boolean reportBatchItemFailures,
    @Nullable Integer maximumConcurrency,
    EventFilter filter,
    boolean enabled) {
  /** The limits are those of the Lambda guide, "Using Lambda with Amazon SQS". */
  public EventSourceMapping {
    if (batchSize < 1 || batchSize > 10_000 || batchSize > 10 && batchingWindow.isZero()) {
      throw new InvalidPropertyException(
          "BatchSize", "is " + batchSize, "above 10 it needs a MaximumBatchingWindowInSeconds");
    }
    if (queueArn.endsWith(".fifo") && (batchSize > 10 || !batchingWindow.isZero())) {
      throw new InvalidPropertyException(
          "BatchSize", "does not suit a FIFO queue", "take at most 10 and no batching window");
    }
    if (maximumConcurrency != null && (maximumConcurrency < 2 || maximumConcurrency > 1000)) {
      throw new InvalidPropertyException(
          "ScalingConfig.MaximumConcurrency", "is " + maximumConcurrency, "take 2 to 1000");
    }
  }

  /** The mapping of a function whose role is known now. */
  EventSourceMapping readAs(String itsRole, String url) {
    return new EventSourceMapping(
        name,
        function,
        itsRole,
        url,
        queueArn,
        batchSize,
        batchingWindow,
        reportBatchItemFailures,
        maximumConcurrency,
        filter,
        enabled);
  }
}
