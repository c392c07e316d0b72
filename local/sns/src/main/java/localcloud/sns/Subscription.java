package localcloud.sns;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import localcloud.resources.Properties;

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

  /**
   * Reads what Subscribe and CloudFormation share, and refuses what SNS or this machine refuses.
   */
  static Subscription of(String arn, Properties properties) {
    var topic = properties.text("TopicArn", "");
    var protocol = properties.text("Protocol", "");
    checkEndpoint(properties, topic);
    var raw = properties.flag("RawMessageDelivery", false);
    if (raw && protocol.equals("lambda")) {
      properties.refuse(
          "RawMessageDelivery",
          "Delivery protocol [lambda] does not support raw delivery",
          "leave it out");
    }
    return new Subscription(
        arn,
        topic,
        protocol,
        properties.text("Endpoint", ""),
        raw,
        FilterPolicy.of(properties),
        deadLetters(properties, topic),
        DELIVERED.contains(protocol));
  }

  /** Refuses an endpoint that is not its protocol's, or that a topic of this kind does not have. */
  static void checkEndpoint(Properties properties, String topic) {
    var protocol = properties.text("Protocol", "");
    var endpoint = properties.text("Endpoint", "");
    if (!DELIVERED.contains(protocol) && !MAIL.contains(protocol)) {
      properties.refuse(
          "Protocol",
          protocol + " is not delivered by the local cloud: only sqs and lambda",
          "take sqs or lambda");
      return;
    }
    if (DELIVERED.contains(protocol) && !endpoint.startsWith("arn:aws:" + protocol + ":")) {
      properties.refuse("Endpoint", protocol + " endpoint ARN", "name the ARN");
    }
    var isFifo = topic.endsWith(".fifo");
    if (isFifo && !protocol.equals("sqs")) {
      properties.refuse("Protocol", "a FIFO topic sends to queues only", "take sqs");
    }
    if (!isFifo && endpoint.endsWith(".fifo")) {
      properties.refuse(
          "Endpoint",
          "FIFO SQS Queues can not be subscribed to standard SNS topics",
          "take a standard queue, or a FIFO topic");
    }
  }

  private static String deadLetters(Properties properties, String topic) {
    var queue = properties.document("RedrivePolicy").path("deadLetterTargetArn").asText();
    if (!queue.isEmpty()
        && (!queue.startsWith("arn:aws:sqs:")
            || queue.endsWith(".fifo") != topic.endsWith(".fifo"))) {
      properties.refuse(
          "RedrivePolicy",
          "deadLetterTargetArn is no queue of the topic's kind",
          "name the ARN of a queue that is FIFO if the topic is");
    }
    return queue;
  }

  /** This subscription with an attribute changed; an empty text takes it away. */
  Subscription with(String name, String value) {
    if (!SubscriptionHandler.ATTRIBUTES.contains(name)) {
      throw Sns.invalid("AttributeName", name + " is not supported locally");
    }
    var settings = settings();
    settings.remove(name);
    if (!value.isEmpty()) {
      settings.put(name, value);
    }
    return Sns.read(SubscriptionHandler.TYPE, settings, properties -> of(arn, properties));
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
    return described().put("PendingConfirmation", Boolean.toString(!confirmed)).setAll(settings());
  }

  /** What was given for it. */
  private ObjectNode settings() {
    var settings = JSON.createObjectNode();
    settings.put("TopicArn", topicArn).put("Protocol", protocol).put("Endpoint", endpoint);
    settings.put("RawMessageDelivery", Boolean.toString(raw));
    if (!filter.text().isEmpty()) {
      settings.put("FilterPolicy", filter.text()).put("FilterPolicyScope", filter.scope());
    }
    if (!deadLetters.isEmpty()) {
      var policy = JSON.createObjectNode().put("deadLetterTargetArn", deadLetters);
      settings.put("RedrivePolicy", policy.toString());
    }
    return settings;
  }
}
