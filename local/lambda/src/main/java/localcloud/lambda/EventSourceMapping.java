package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
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
  private static final Set<String> SUPPORTED =
      Set.of(
          "EventSourceArn",
          "FunctionName",
          "BatchSize",
          "MaximumBatchingWindowInSeconds",
          "FunctionResponseTypes",
          "FilterCriteria",
          "ScalingConfig",
          "Enabled");

  /** The limits are those of the Lambda guide, "Using Lambda with Amazon SQS". */
  public EventSourceMapping {
    if (batchSize < 1 || batchSize > 10_000 || batchSize > 10 && batchingWindow.isZero()) {
      throw refused(queueArn, "BatchSize", batchSize + " needs a MaximumBatchingWindowInSeconds");
    }
    if (queueArn.endsWith(".fifo") && (batchSize > 10 || !batchingWindow.isZero())) {
      throw refused(queueArn, "BatchSize", "a FIFO queue has batches of 10 and no batching window");
    }
    if (maximumConcurrency != null && (maximumConcurrency < 2 || maximumConcurrency > 1000)) {
      throw refused(queueArn, "ScalingConfig.MaximumConcurrency", "must be from 2 to 1000");
    }
  }

  /**
   * Reads the properties of an {@code AWS::Lambda::EventSourceMapping} whose references are
   * resolved.
   *
   * @throws IllegalArgumentException naming a property that is not supported
   */
  public static EventSourceMapping of(
      String name, JsonNode properties, String role, String queueUrl) {
    var queue = properties.path("EventSourceArn").asText();
    for (var property : properties.properties()) {
      if (!SUPPORTED.contains(property.getKey())) {
        throw refused(queue, property.getKey(), "not supported by the local cloud");
      }
    }
    if (!queue.contains(":sqs:")) {
      throw refused(queue, "EventSourceArn", "the local cloud reads SQS queues only");
    }
    var concurrency = properties.path("ScalingConfig").path("MaximumConcurrency");
    return new EventSourceMapping(
        name,
        properties.path("FunctionName").asText(),
        role,
        queueUrl,
        queue,
        properties.path("BatchSize").asInt(10),
        Duration.ofSeconds(properties.path("MaximumBatchingWindowInSeconds").asInt(0)),
        properties.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"),
        concurrency.isMissingNode() ? null : (Integer) concurrency.asInt(),
        EventFilter.of(properties.path("FilterCriteria")),
        properties.path("Enabled").asBoolean(true));
  }

  private static IllegalArgumentException refused(String queue, String property, String reason) {
    return new IllegalArgumentException(
        "Event source mapping of " + queue + ": " + property + ": " + reason);
  }
}
