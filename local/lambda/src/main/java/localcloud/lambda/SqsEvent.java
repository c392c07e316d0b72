package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The event that a function gets for a batch of SQS messages (Lambda guide, SQS example event). */
final class SqsEvent {
  private SqsEvent() {}

  static ObjectNode of(List<JsonNode> messages, String queueArn) {
    var event = JsonNodeFactory.instance.objectNode();
    var records = event.putArray("Records");
    messages.forEach(message -> records.add(record(message, queueArn)));
    return event;
  }

  static ObjectNode record(JsonNode message, String queueArn) {
    var record =
        JsonNodeFactory.instance
            .objectNode()
            .put("messageId", message.path("MessageId").asText())
            .put("receiptHandle", message.path("ReceiptHandle").asText())
            .put("body", message.path("Body").asText());
    var attributes = record.putObject("attributes");
    message
        .path("Attributes")
        .properties()
        .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue().asText()));
    var custom = record.putObject("messageAttributes");
    message
        .path("MessageAttributes")
        .properties()
        .forEach(attribute -> custom.set(attribute.getKey(), attribute(attribute.getValue())));
    record.put("md5OfBody", message.path("MD5OfBody").asText());
    if (message.hasNonNull("MD5OfMessageAttributes")) {
      record.put("md5OfMessageAttributes", message.get("MD5OfMessageAttributes").asText());
    }
    return record
        .put("eventSource", "aws:sqs")
        .put("eventSourceARN", queueArn)
        .put("awsRegion", queueArn.split(":")[3]);
  }

  private static ObjectNode attribute(JsonNode value) {
    var attribute = JsonNodeFactory.instance.objectNode();
    if (value.hasNonNull("StringValue")) {
      attribute.put("stringValue", value.get("StringValue").asText());
    }
    if (value.hasNonNull("BinaryValue")) {
      attribute.put("binaryValue", value.get("BinaryValue").asText());
    }
    attribute.putArray("stringListValues");
    attribute.putArray("binaryListValues");
    return attribute.put("dataType", value.path("DataType").asText());
  }
}
