package localcloud.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the queues that there are, from the calls that made and changed them. */
final class QueueFacts {
  /** SQS's own default (API reference, CreateQueue). */
  private static final int MOST_BYTES = 1_048_576;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One queue.
   *
   * @param maximumBytes of a message with its attributes
   * @param deadLetters the ARN of its dead-letter queue, empty if it has none
   */
  record Facts(boolean contentBased, int maximumBytes, String deadLetters) {
    private Facts with(JsonNode attributes) {
      var size = attributes.path("MaximumMessageSize");
      var content = attributes.path("ContentBasedDeduplication");
      var redrive = attributes.path("RedrivePolicy");
      return new Facts(
          content.isMissingNode() ? contentBased : content.asBoolean(),
          size.isMissingNode() ? maximumBytes : size.asInt(maximumBytes),
          redrive.isMissingNode() ? deadLetters : target(redrive));
    }

    private static String target(JsonNode redrive) {
      try {
        return JSON.readTree(redrive.asText()).path("deadLetterTargetArn").asText();
      } catch (JsonProcessingException e) {
        return "";
      }
    }
  }

  private static final Facts USUAL = new Facts(false, MOST_BYTES, "");

  private final Map<String, Facts> queues = new ConcurrentHashMap<>();

  /** Takes notice of a call that SQS has answered without an error. */
  void learn(SqsRequest request) {
    var attributes = request.body().path("Attributes");
    switch (request.operation()) {
      case "CreateQueue" ->
          queues.computeIfAbsent(
              request.body().path("QueueName").asText(), name -> USUAL.with(attributes));
      case "SetQueueAttributes" ->
          queues.computeIfPresent(request.queue(), (name, facts) -> facts.with(attributes));
      case "DeleteQueue" -> queues.remove(request.queue());
      default -> {}
    }
  }

  boolean has(String queue) {
    return queues.containsKey(queue);
  }

  Facts of(String queue) {
    return queues.getOrDefault(queue, USUAL);
  }

  /** The names of the queues whose dead letters go to this one. */
  List<String> sourcesOf(String queueArn) {
    return queues.entrySet().stream()
        .filter(queue -> queue.getValue().deadLetters().equals(queueArn))
        .map(Map.Entry::getKey)
        .toList();
  }
}
