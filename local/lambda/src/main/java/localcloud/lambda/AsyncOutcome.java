package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/**
 * How an asynchronous event ended, or would if it became too old now.
 *
 * @param runs how often the function ran; throttled attempts do not count
 * @param last the function's last answer; null if it never ran
 * @param refusal why Lambda could not run it the last time; null if it always could
 */
record AsyncOutcome(
    Condition condition,
    int runs,
    @Nullable InvocationResult last,
    @Nullable AwsException refusal) {

  /** The words of an invocation record. */
  enum Condition {
    SUCCESS("Success"),
    RETRIES_EXHAUSTED("RetriesExhausted"),
    EVENT_AGE_EXCEEDED("EventAgeExceeded"),
    ZERO_RESERVED_CONCURRENCY("ZeroReservedConcurrency");

    final String word;

    Condition(String word) {
      this.word = word;
    }
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** SQS takes no more of an error message: 1 KB (Lambda guide, "Adding a dead-letter queue"). */
  private static final int ERROR_MESSAGE_LIMIT = 1024;

  boolean succeeded() {
    return condition == Condition.SUCCESS;
  }

  /** The record that a destination gets (Lambda guide, "Capturing records"). */
  ObjectNode invocationRecord(Invocation invocation, String qualifiedArn) {
    var json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "1.0")
            .put("timestamp", MILLIS.format(Instant.now()));
    json.putObject("requestContext")
        .put("requestId", invocation.requestId())
        .put("functionArn", qualifiedArn)
        .put("condition", condition.word)
        .put("approximateInvokeCount", runs);
    json.putRawValue("requestPayload", new RawValue(text(invocation.payload())));
    if (last != null) {
      var context = json.putObject("responseContext");
      context.put("statusCode", 200).put("executedVersion", last.version());
      if (last.failed()) {
        context.put("functionError", "Unhandled");
      }
      putPayload(json, text(last.payload()));
    }
    return json;
  }

  /** The attributes of the message that a function's dead-letter queue gets. */
  ObjectNode deadLetterAttributes(Invocation invocation) {
    var attributes = JsonNodeFactory.instance.objectNode();
    put(attributes, "RequestID", "String", invocation.requestId());
    put(attributes, "ErrorCode", "Number", refusal == null ? "200" : "" + refusal.status());
    put(attributes, "ErrorMessage", "String", errorMessage());
    return attributes;
  }

  private String errorMessage() {
    var message = String.valueOf(refusal == null ? functionsMessage() : refusal.getMessage());
    return message.length() > ERROR_MESSAGE_LIMIT
        ? message.substring(0, ERROR_MESSAGE_LIMIT)
        : message;
  }

  private String functionsMessage() {
    var answer = last == null ? null : parsed(text(last.payload()));
    var message = answer == null ? "" : answer.path("errorMessage").asText("");
    return message.isEmpty() ? condition.word : message; // SQS refuses an empty attribute
  }

  private static void put(ObjectNode attributes, String name, String type, String value) {
    attributes.putObject(name).put("DataType", type).put("StringValue", value);
  }

  /** A stream handler may answer what is no JSON. */
  private static void putPayload(ObjectNode json, String payload) {
    if (parsed(payload) == null) {
      json.put("responsePayload", payload);
    } else {
      json.putRawValue("responsePayload", new RawValue(payload));
    }
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      var json = JSON.readTree(text);
      return json.isMissingNode() ? null : json;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
