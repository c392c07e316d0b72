package localcloud.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * One published message on its way to the subscriptions.
 *
 * @param attributes the message attributes in the API's form: {@code DataType}, {@code StringValue}
 *     or {@code BinaryValue} by name
 * @param byProtocol what each protocol gets, if the publisher gave more than one message; else
 *     empty
 * @param group of a FIFO topic, else empty; {@code deduplication} and {@code sequence} likewise
 * @param signatureVersion as the topic has it
 */
record Notification(
    String id,
    String topicArn,
    String subject,
    String message,
    ObjectNode attributes,
    JsonNode byProtocol,
    Instant at,
    String group,
    String deduplication,
    String sequence,
    String signatureVersion) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** SNS writes milliseconds always. */
  private static final DateTimeFormatter TIME =
      new java.time.format.DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** This notification as one protocol gets it. */
  Notification forProtocol(String protocol) {
    var own = byProtocol.path(protocol).asText(byProtocol.path("default").asText(message));
    return with(own, sequence);
  }

  /** This notification of a FIFO topic, in its place. */
  Notification withSequence(String number) {
    return with(message, number);
  }

  private Notification with(String text, String number) {
    return new Notification(
        id,
        topicArn,
        subject,
        text,
        attributes,
        byProtocol,
        at,
        group,
        deduplication,
        number,
        signatureVersion);
  }

  /** About, in memory. */
  long bytes() {
    return 2L * message.length() + attributes.toString().length();
  }

  /** The body that a queue gets (SNS guide, "Fanout to Amazon SQS queues"). */
  String envelope(String unsubscribeUrl) {
    var envelope = JSON.createObjectNode().put("Type", "Notification").put("MessageId", id);
    if (!sequence.isEmpty()) {
      envelope.put("SequenceNumber", sequence);
    }
    envelope.put("TopicArn", topicArn);
    if (!subject.isEmpty()) {
      envelope.put("Subject", subject);
    }
    envelope.put("Message", message).put("Timestamp", timestamp());
    if (sequence.isEmpty()) { // messages of FIFO topics are not signed
      envelope.put("SignatureVersion", signatureVersion).put("Signature", signature());
      envelope.put("SigningCertURL", certificate());
    }
    envelope.put("UnsubscribeURL", unsubscribeUrl);
    if (!attributes.isEmpty()) {
      envelope.set("MessageAttributes", typedAttributes());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(envelope);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The event that a function gets (Lambda guide, "Invoking Lambda with Amazon SNS"). */
  ObjectNode event(String subscriptionArn, String unsubscribeUrl) {
    var event = JSON.createObjectNode();
    var record = event.putArray("Records").addObject();
    record.put("EventSource", "aws:sns").put("EventVersion", "1.0");
    record.put("EventSubscriptionArn", subscriptionArn);
    var sns = record.putObject("Sns").put("Type", "Notification").put("MessageId", id);
    sns.put("TopicArn", topicArn).put("Subject", subject.isEmpty() ? null : subject);
    sns.put("Message", message).put("Timestamp", timestamp());
    sns.put("SignatureVersion", signatureVersion).put("Signature", signature());
    sns.put("SigningCertUrl", certificate()).put("UnsubscribeUrl", unsubscribeUrl);
    sns.set("MessageAttributes", typedAttributes());
    return event;
  }

  private ObjectNode typedAttributes() {
    var typed = JSON.createObjectNode();
    for (var attribute : attributes.properties()) {
      var value = attribute.getValue();
      var text = value.path("StringValue").asText(value.path("BinaryValue").asText());
      var type = value.path("DataType").asText();
      typed.putObject(attribute.getKey()).put("Type", type).put("Value", text);
    }
    return typed;
  }

  private String timestamp() {
    return TIME.format(at.truncatedTo(ChronoUnit.MILLIS));
  }

  /** Nobody can check it: it only has the form of one. */
  private String signature() {
    return Base64.getEncoder().encodeToString(("local signature of " + id).getBytes(UTF_8));
  }

  private String certificate() {
    return "https://sns."
        + topicArn.split(":", -1)[3]
        + ".amazonaws.com/SimpleNotificationService-local.pem";
  }
}
