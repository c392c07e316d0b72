package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
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
  private static final Set<String> SUPPORTED =
      Set.of(
          "EventSourceArn",
          "FunctionName",
          "StartingPosition",
          "BatchSize",
          "MaximumBatchingWindowInSeconds",
          "MaximumRetryAttempts",
          "MaximumRecordAgeInSeconds",
          "BisectBatchOnFunctionError",
          "FunctionResponseTypes",
          "FilterCriteria",
          "DestinationConfig",
          "ParallelizationFactor",
          "Enabled");

  /** Whether an event source is a table's stream. */
  public static boolean isStream(String eventSourceArn) {
    return eventSourceArn.startsWith("arn:aws:dynamodb:") && eventSourceArn.contains("/stream/");
  }

  /**
   * Reads the properties of an {@code AWS::Lambda::EventSourceMapping} whose references are
   * resolved.
   *
   * @throws IllegalArgumentException naming a property that is wrong or not supported
   */
  public static StreamMapping of(String name, JsonNode properties, String role) {
    for (var property : properties.properties()) {
      if (!SUPPORTED.contains(property.getKey())) {
        throw refused(name, property.getKey(), "not supported by the local cloud for a stream");
      }
    }
    if (properties.path("ParallelizationFactor").asInt(1) != 1) {
      throw refused(name, "ParallelizationFactor", "the local cloud reads a stream with one batch");
    }
    var age = properties.path("MaximumRecordAgeInSeconds").asInt(-1);
    return new StreamMapping(
        name,
        properties.path("FunctionName").asText(),
        role,
        properties.path("EventSourceArn").asText(),
        fromTrimHorizon(name, properties.path("StartingPosition").asText()),
        number(name, properties, "BatchSize", 100, 1, 10_000),
        Duration.ofSeconds(number(name, properties, "MaximumBatchingWindowInSeconds", 0, 0, 300)),
        number(name, properties, "MaximumRetryAttempts", -1, -1, 10_000),
        age < 0 ? null : Duration.ofSeconds(age),
        properties.path("BisectBatchOnFunctionError").asBoolean(false),
        properties.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"),
        EventFilter.of(properties.path("FilterCriteria")),
        destination(name, properties.at("/DestinationConfig/OnFailure/Destination").asText("")),
        properties.path("Enabled").asBoolean(true));
  }

  private static boolean fromTrimHorizon(String name, String position) {
    return switch (position) {
      case "TRIM_HORIZON" -> true;
      case "LATEST" -> false;
      default -> throw refused(name, "StartingPosition", "must be TRIM_HORIZON or LATEST");
    };
  }

  private static int number(
      String name, JsonNode properties, String property, int otherwise, int least, int most) {
    var number = properties.path(property).asInt(otherwise);
    if (number < least || number > most) {
      throw refused(name, property, "must be from " + least + " to " + most);
    }
    return number;
  }

  private static @Nullable String destination(String name, String arn) {
    return arn.isEmpty()
        ? null
        : Destinations.supported(name + ": DestinationConfig.OnFailure", arn, "sqs", "sns");
  }

  private static IllegalArgumentException refused(String name, String property, String reason) {
    return new IllegalArgumentException(
        "Event source mapping " + name + ": " + property + ": " + reason);
  }
}
