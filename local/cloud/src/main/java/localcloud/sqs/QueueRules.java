package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import localcloud.aws.AwsException;

/**
 * What SQS refuses and ElasticMQ takes, or refuses by another name. The codes are those that AWS
 * was recorded to answer, by LocalStack's tests and by those of the emulator pail; what neither has
 * is the API reference's.
 */
final class QueueRules {
  private static final String VALUE = "InvalidParameterValue";
  private static final String MISSING = "MissingParameter";
  private static final String BATCH = "AWS.SimpleQueueService.";
  private static final int MOST_ENTRIES = 10;
  private static final int MOST_ATTRIBUTES = 10;

  /** Of all messages of a batch together (API reference, SendMessageBatch). */
  private static final int MOST_BATCH_BYTES = 1_048_576;

  private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern QUEUE_NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /** Numbers with their least and greatest value. */
  private record Range(int least, int most) {
    boolean has(String number) {
      return number.matches("-?\\d{1,9}")
          && Integer.parseInt(number) >= least
          && Integer.parseInt(number) <= most;
    }
  }

  private static final Map<String, Range> PARAMETERS =
      Map.of(
          "MaxNumberOfMessages", new Range(1, 10),
          "WaitTimeSeconds", new Range(0, 20),
          "VisibilityTimeout", new Range(0, 43_200),
          "DelaySeconds", new Range(0, 900));

  private static final Map<String, Range> ATTRIBUTES =
      Map.of(
          "DelaySeconds", new Range(0, 900),
          "MaximumMessageSize", new Range(1_024, 1_048_576),
          "MessageRetentionPeriod", new Range(60, 1_209_600),
          "ReceiveMessageWaitTimeSeconds", new Range(0, 20),
          "VisibilityTimeout", new Range(0, 43_200));

  private final QueueFacts queues;

  QueueRules(QueueFacts queues) {
    this.queues = queues;
  }

  /**
   * Looks at a whole request.
   *
   * @throws AwsException as SQS refuses it
   */
  void check(SqsRequest request) {
    var body = request.body();
    switch (request.operation()) {
      case "CreateQueue" -> {
        checkName(body);
        checkAttributes(body.path("Attributes"));
      }
      case "SetQueueAttributes" -> checkAttributes(body.path("Attributes"));
      case "ReceiveMessage" -> checkNumbers(body);
      case "SendMessage" -> checkMessage(body, request.queue(), MISSING);
      case "DeleteMessage" -> require(body, "ReceiptHandle", MISSING);
      case "ChangeMessageVisibility" -> {
        require(body, "ReceiptHandle", MISSING);
        require(body, "VisibilityTimeout", MISSING);
        checkNumbers(body);
      }
      case "SendMessageBatch" -> {
        checkBatch(request);
        checkGroups(request);
        checkBatchSize(body.path("Entries"));
      }
      case "DeleteMessageBatch", "ChangeMessageVisibilityBatch" -> checkBatch(request);
      default -> {}
    }
  }

  /**
   * Looks at one entry of a batch; the others go on without it.
   *
   * @throws AwsException as SQS lets this entry fail
   */
  void checkEntry(SqsRequest request, JsonNode entry) {
    switch (request.operation()) {
      case "SendMessageBatch" -> checkMessage(entry, request.queue(), VALUE);
      case "ChangeMessageVisibilityBatch" -> checkNumbers(entry);
      default -> {}
    }
  }

  private void checkMessage(JsonNode message, String queue, String whenMissing) {
    require(message, "MessageBody", MISSING);
    checkNumbers(message);
    checkCharacters(message);
    checkMessageAttributes(message.path("MessageAttributes"));
    if (size(message) > queues.of(queue).maximumBytes()) {
      throw refusal(
          VALUE,
          "One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
              .formatted(queues.of(queue).maximumBytes()));
    }
    if (queue.endsWith(".fifo")) {
      checkFifo(message, queue, whenMissing);
    } else if (message.has("MessageDeduplicationId")) {
      throw invalid(
          message,
          "MessageDeduplicationId",
          "The request include parameter that is not valid for this queue type");
    }
    checkToken(message, "MessageGroupId");
    checkToken(message, "MessageDeduplicationId");
  }

  private void checkFifo(JsonNode message, String queue, String whenMissing) {
    require(message, "MessageGroupId", whenMissing);
    if (message.path("DelaySeconds").asInt() > 0) {
      throw invalid(
          message,
          "DelaySeconds",
          "The request include parameter that is not valid for this queue type");
    }
    if (!message.has("MessageDeduplicationId") && !queues.of(queue).contentBased()) {
      throw refusal(
          VALUE,
          "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
    }
  }

  /** In a batch these refuse all of it. */
  private void checkGroups(SqsRequest request) {
    if (request.queue().endsWith(".fifo")) {
      for (var entry : request.body().path("Entries")) {
        checkFifo(entry, request.queue(), VALUE);
      }
    }
  }

  private static void checkBatch(SqsRequest request) {
    var entries = request.body().path("Entries");
    if (entries.isEmpty()) {
      throw refusal(
          BATCH + "EmptyBatchRequest",
          "There should be at least one %sRequestEntry in the request."
              .formatted(request.operation()));
    }
    if (entries.size() > MOST_ENTRIES) {
      throw refusal(
          BATCH + "TooManyEntriesInBatchRequest",
          "Maximum number of entries per request are %d. You have sent %d."
              .formatted(MOST_ENTRIES, entries.size()));
    }
    var ids = new HashSet<String>();
    for (var entry : entries) {
      var id = entry.path("Id").asText();
      if (!ENTRY_ID.matcher(id).matches()) {
        throw refusal(
            BATCH + "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
                + " It can be at most 80 letters long.");
      }
      if (!ids.add(id)) {
        throw refusal(BATCH + "BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
      }
    }
  }

  private static void checkBatchSize(JsonNode entries) {
    var size = entries.valueStream().mapToInt(QueueRules::size).sum();
    if (size > MOST_BATCH_BYTES) {
      throw refusal(
          BATCH + "BatchRequestTooLong",
          "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
              .formatted(MOST_BATCH_BYTES, size));
    }
  }

  private static void checkName(JsonNode body) {
    var name = body.path("QueueName").asText();
    var plain = name.endsWith(".fifo") ? name.substring(0, name.length() - 5) : name;
    if (!QUEUE_NAME.matcher(plain).matches() || name.length() > 80) {
      throw refusal(
          VALUE,
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
  }

  private static void checkAttributes(JsonNode attributes) {
    ATTRIBUTES.forEach(
        (name, range) -> {
          if (attributes.has(name) && !range.has(attributes.path(name).asText())) {
            throw refusal("InvalidAttributeValue", "Invalid value for the parameter " + name + ".");
          }
        });
  }

  private static void checkNumbers(JsonNode body) {
    PARAMETERS.forEach(
        (name, range) -> {
          if (body.hasNonNull(name) && !range.has(body.path(name).asText())) {
            throw invalid(
                body,
                name,
                "Must be between %d and %d, if provided.".formatted(range.least(), range.most()));
          }
        });
  }

  private static void checkMessageAttributes(JsonNode attributes) {
    if (attributes.size() > MOST_ATTRIBUTES) {
      throw refusal(
          VALUE,
          "Number of message attributes [%d] exceeds the allowed maximum [%d]."
              .formatted(attributes.size(), MOST_ATTRIBUTES));
    }
    for (var attribute : attributes.properties()) {
      var value = attribute.getValue();
      var type = value.path("DataType").asText().replaceFirst("\\..*", "");
      var field = type.equals("Binary") ? "BinaryValue" : "StringValue";
      if (!Set.of("String", "Number", "Binary").contains(type)
          || value.path(field).asText().isEmpty()) {
        throw refusal(
            VALUE,
            "The message attribute '%s' must contain non-empty message attribute value of a supported type."
                .formatted(attribute.getKey()));
      }
    }
  }

  /** XML 1.0's characters: API reference, SendMessage. */
  private static void checkCharacters(JsonNode message) {
    var wrong =
        message
            .path("MessageBody")
            .asText()
            .codePoints()
            .filter(
                c ->
                    c < 0x20 && c != 0x9 && c != 0xA && c != 0xD
                        || c >= 0xD800 && c <= 0xDFFF
                        || c == 0xFFFE
                        || c == 0xFFFF)
            .findFirst();
    if (wrong.isPresent()) {
      throw refusal(
          "InvalidMessageContents",
          "Invalid character '#x%X' was found in the message body.".formatted(wrong.getAsInt()));
    }
  }

  private static void checkToken(JsonNode message, String name) {
    if (message.has(name) && !TOKEN.matcher(message.path(name).asText()).matches()) {
      throw invalid(
          message,
          name,
          name + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }
  }

  private static void require(JsonNode body, String name, String code) {
    if (body.path(name).asText().isEmpty()) {
      throw refusal(code, "The request must contain the parameter " + name + ".");
    }
  }

  /** Body and attributes: names, types and values (SQS guide, "Message attributes"). */
  private static int size(JsonNode message) {
    var size = bytes(message.path("MessageBody"));
    for (var attribute : message.path("MessageAttributes").properties()) {
      var value = attribute.getValue();
      size += attribute.getKey().getBytes(UTF_8).length + bytes(value.path("DataType"));
      size += bytes(value.path("StringValue")) + bytes(value.path("BinaryValue")) / 4 * 3;
    }
    return size;
  }

  private static int bytes(JsonNode text) {
    return text.asText().getBytes(UTF_8).length;
  }

  private static AwsException invalid(JsonNode body, String name, String reason) {
    return refusal(
        VALUE,
        "Value %s for parameter %s is invalid. Reason: %s"
            .formatted(body.path(name).asText(), name, reason));
  }

  private static AwsException refusal(String code, String message) {
    return new AwsException(400, code, message);
  }
}
