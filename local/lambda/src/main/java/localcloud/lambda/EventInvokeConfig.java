package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
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
  static final String LATEST = "$LATEST";

  private static final Set<String> SUPPORTED =
      Set.of(
          "FunctionName",
          "Qualifier",
          "MaximumRetryAttempts",
          "MaximumEventAgeInSeconds",
          "DestinationConfig");

  /** Two retries within six hours (Lambda guide, "Asynchronous invocation"). */
  static EventInvokeConfig defaults(String function, String qualifier) {
    return new EventInvokeConfig(function, qualifier, 2, Duration.ofHours(6), null, null);
  }

  /**
   * Reads the properties of an {@code AWS::Lambda::EventInvokeConfig} whose references are
   * resolved.
   *
   * @throws IllegalArgumentException naming a property or destination that is not supported
   */
  public static EventInvokeConfig of(JsonNode properties) {
    var place = "Event invoke config of " + properties.path("FunctionName").asText() + ": ";
    for (var property : properties.properties()) {
      if (!SUPPORTED.contains(property.getKey())) {
        throw new IllegalArgumentException(place + property.getKey() + " is not supported");
      }
    }
    var destinations = properties.path("DestinationConfig");
    return new EventInvokeConfig(
        properties.path("FunctionName").asText(),
        properties.path("Qualifier").asText(LATEST),
        number(place, properties, "MaximumRetryAttempts", 2, 0, 2),
        Duration.ofSeconds(
            number(place, properties, "MaximumEventAgeInSeconds", 21_600, 60, 21_600)),
        destination(place, destinations, "OnSuccess"),
        destination(place, destinations, "OnFailure"));
  }

  private static int number(
      String place, JsonNode properties, String name, int otherwise, int least, int most) {
    var value = properties.path(name).asInt(otherwise);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s%s must be from %d to %d".formatted(place, name, least, most));
    }
    return value;
  }

  private static @Nullable String destination(String place, JsonNode destinations, String name) {
    var arn = destinations.path(name).path("Destination").asText("");
    return arn.isEmpty()
        ? null
        : Destinations.supported(
            place + "DestinationConfig." + name, arn, "sqs", "sns", "lambda", "events");
  }
}
