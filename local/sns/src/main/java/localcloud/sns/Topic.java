package localcloud.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** One topic with its subscriptions; a FIFO topic remembers what it took for five minutes. */
final class Topic {
  private static final Duration DEDUPLICATED = Duration.ofMinutes(5);

  /** The attributes of CreateTopic that have a meaning here, and those that have none. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "FifoTopic",
          "ContentBasedDeduplication",
          "FifoThroughputScope",
          "DisplayName",
          "KmsMasterKeyId",
          "TracingConfig",
          "SignatureVersion",
          "DeliveryPolicy");

  private record Taken(Notification notification, Instant until) {}

  private final String arn;
  private final Map<String, String> attributes = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Map<String, Taken> taken = new LinkedHashMap<>();
  private long sequence;

  Topic(String arn, ObjectNode attributes) {
    this.arn = arn;
    attributes.forEachEntry((name, value) -> set(name, value.asText()));
    if (arn.endsWith(".fifo") != isFifo()) {
      throw Sns.invalid("Topic Name", "a FIFO topic, and no other, has a name that ends in .fifo");
    }
  }

  void set(String name, String value) {
    if (!ATTRIBUTES.contains(name)) {
      throw Sns.invalid("AttributeName", name + " is not supported locally");
    }
    attributes.put(name, value);
  }

  String arn() {
    return arn;
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }

  boolean isFifo() {
    return Boolean.parseBoolean(attributes.get("FifoTopic"));
  }

  /** What a FIFO topic takes a message for the same by. */
  String deduplication(String given, String message) {
    if (!given.isEmpty()) {
      return given;
    }
    if (!Boolean.parseBoolean(attributes.get("ContentBasedDeduplication"))) {
      throw Sns.invalid(
          "MessageDeduplicationId",
          "The topic should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(message.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next sequence number, which has 20 digits. */
  synchronized String nextSequence() {
    return "1%019d".formatted(++sequence * 1_000);
  }

  /** The first notification with the deduplication ID, which is this one if there is none yet. */
  synchronized Notification first(
      String group, String deduplication, Instant now, Supplier<Notification> made) {
    taken.values().removeIf(one -> one.until().isBefore(now));
    var byGroup = "MessageGroup".equals(attributes.get("FifoThroughputScope"));
    var key = (byGroup ? group : "") + "\n" + deduplication;
    var before = taken.get(key);
    if (before != null) {
      return before.notification();
    }
    var notification = made.get();
    taken.put(key, new Taken(notification, now.plus(DEDUPLICATED)));
    return notification;
  }

  JsonNode describe(String owner) {
    var described = JsonNodeFactory.instance.objectNode();
    described.put("TopicArn", arn).put("Owner", owner).put("DisplayName", "");
    attributes.forEach(described::put);
    var confirmed = subscriptions.stream().filter(Subscription::confirmed).count();
    described.put("SubscriptionsConfirmed", Long.toString(confirmed));
    described.put("SubscriptionsPending", Long.toString(subscriptions.size() - confirmed));
    return described.put("SubscriptionsDeleted", "0");
  }
}
