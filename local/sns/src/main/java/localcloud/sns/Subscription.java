package localcloud.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * What gets a topic's notifications.
 *
 * @param deadLetters the ARN of the queue for what cannot be delivered, or empty
 * @param confirmed whether deliveries are made: a mail address must confirm first, and never does
 */
record Subscription(
    String arn,
    String topicArn,
    String protocol,
    String endpoint,
    boolean raw,
    FilterPolicy filter,
    String deadLetters,
    boolean confirmed) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> DELIVERED = Set.of("sqs", "lambda");
  private static final Set<String> MAIL = Set.of("email", "email-json");
  private static final Set<String> ATTRIBUTES =
      Set.of("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy");

  /**
   * Reads the members and attributes of Subscribe, and refuses what SNS or this machine refuses.
   */
  static Subscription of(String arn, Topic topic, SnsRequest request) {
    var protocol = request.needed("Protocol");
    var endpoint = request.needed("Endpoint");
    if (!DELIVERED.contains(protocol) && !MAIL.contains(protocol)) {
      throw Sns.invalid(
          "Protocol", protocol + " is not delivered by the local cloud: only sqs and lambda");
    }
    if (DELIVERED.contains(protocol) && !endpoint.startsWith("arn:aws:" + protocol + ":")) {
      throw Sns.invalid("Endpoint", protocol + " endpoint ARN");
    }
    if (topic.isFifo() && !protocol.equals("sqs")) {
      throw Sns.invalid("Protocol", "a FIFO topic sends to queues only");
    }
    if (!topic.isFifo() && endpoint.endsWith(".fifo")) {
      throw Sns.invalid("Endpoint", "FIFO SQS Queues can not be subscribed to standard SNS topics");
    }
    var empty =
        new Subscription(
            arn,
            topic.arn(),
            protocol,
            endpoint,
            false,
            FilterPolicy.NONE,
            "",
            DELIVERED.contains(protocol));
    return empty.with(request.map("Attributes"));
  }

  /** This subscription with some attributes changed. */
  Subscription with(ObjectNode attributes) {
    for (var attribute : attributes.properties()) {
      if (!ATTRIBUTES.contains(attribute.getKey())) {
        throw Sns.invalid("AttributeName", attribute.getKey() + " is not supported locally");
      }
    }
    var rawDelivery = attributes.path("RawMessageDelivery").asBoolean(raw);
    if (rawDelivery && protocol.equals("lambda")) {
      throw Sns.invalid("Attributes", "Delivery protocol [lambda] does not support raw delivery");
    }
    var policy = attributes.path("FilterPolicy").asText(filter.text());
    var scope = attributes.path("FilterPolicyScope").asText(filter.scope());
    return new Subscription(
        arn,
        topicArn,
        protocol,
        endpoint,
        rawDelivery,
        FilterPolicy.of(policy, scope),
        attributes.has("RedrivePolicy") ? queue(attributes.get("RedrivePolicy")) : deadLetters,
        confirmed);
  }

  private String queue(JsonNode redrivePolicy) {
    try {
      var text = redrivePolicy.asText();
      var queue = JSON.readTree(text.isEmpty() ? "{}" : text).path("deadLetterTargetArn").asText();
      var fifo = topicArn.endsWith(".fifo");
      if (!queue.isEmpty()
          && (!queue.startsWith("arn:aws:sqs:") || queue.endsWith(".fifo") != fifo)) {
        throw Sns.invalid("RedrivePolicy", "deadLetterTargetArn is no queue of the topic's kind");
      }
      return queue;
    } catch (JsonProcessingException e) {
      throw Sns.invalid("RedrivePolicy", "failed to parse JSON.");
    }
  }

  /** What ListSubscriptions shows; a mail address stays pending. */
  String shownArn() {
    return confirmed ? arn : "PendingConfirmation";
  }

  String owner() {
    return topicArn.split(":", -1)[4];
  }

  ObjectNode described() {
    return JSON.createObjectNode()
        .put("SubscriptionArn", shownArn())
        .put("Owner", owner())
        .put("Protocol", protocol)
        .put("Endpoint", endpoint)
        .put("TopicArn", topicArn);
  }

  ObjectNode attributes() {
    var attributes = described();
    attributes.put("RawMessageDelivery", Boolean.toString(raw));
    attributes.put("PendingConfirmation", Boolean.toString(!confirmed));
    if (!filter.text().isEmpty()) {
      attributes.put("FilterPolicy", filter.text()).put("FilterPolicyScope", filter.scope());
    }
    if (!deadLetters.isEmpty()) {
      var policy = JSON.createObjectNode().put("deadLetterTargetArn", deadLetters);
      attributes.put("RedrivePolicy", policy.toString());
    }
    return attributes;
  }
}
