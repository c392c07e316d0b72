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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import localcloud.resources.Properties;

/** One topic with its subscriptions; a FIFO topic remembers what it took for five minutes. */
final class Topic {
  private static final Duration DEDUPLICATED = Duration.ofMinutes(5);

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\\.fifo");

  /** API reference, CreateTopic. */
  private static final int LONGEST_DISPLAY_NAME = 100;

  /** What a publisher is answered. */
  record Receipt(String messageId, String sequence) {}

  private record Taken(Receipt receipt, Instant until) {}

  private final String arn;
  private final Map<String, String> attributes = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Map<String, Taken> taken = new LinkedHashMap<>();
  private long sequence;

  /** A topic with the attributes of CreateTopic. */
  Topic(String arn, ObjectNode given) {
    this.arn = arn;
    set(given);
    checkName(arn.substring(arn.lastIndexOf(':') + 1), isFifo());
  }

  /** Refuses what is no name of a topic of its kind. */
  static void checkName(String name, boolean isFifo) {
    if (!NAME.matcher(name).matches()) {
      throw Sns.invalid("Topic Name", name);
    }
    if (name.endsWith(".fifo") != isFifo) {
      throw Sns.invalid("Topic Name", "a FIFO topic, and no other, has a name that ends in .fifo");
    }
  }

  /** Changes attributes. */
  void set(ObjectNode given) {
    Sns.read(TopicHandler.TYPE, given, Topic::attributes);
    given.forEachEntry((name, value) -> attributes.put(name, value.asText()));
  }

  /** Reads those attributes that are applied. */
  static Map<String, String> attributes(Properties properties) {
    var attributes = new LinkedHashMap<String, String>();
    for (var name : List.of("FifoTopic", "ContentBasedDeduplication")) {
      if (properties.flag(name, false)) {
        attributes.put(name, "true");
      }
    }
    var scope = properties.oneOf("FifoThroughputScope", "Topic", "Topic", "MessageGroup");
    if (properties.has("FifoThroughputScope")) {
      attributes.put("FifoThroughputScope", scope);
    }
    attributes.put("SignatureVersion", properties.oneOf("SignatureVersion", "1", "1", "2"));
    var shown = properties.text("DisplayName", "");
    if (shown.length() > LONGEST_DISPLAY_NAME) {
      properties.refuse("DisplayName", "is too long", "write at most 100 characters");
    }
    attributes.put("DisplayName", shown);
    return attributes;
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

  /** What the first message with the same deduplication ID got, if that is not too long ago. */
  synchronized Optional<Receipt> before(Notification notification, Instant now) {
    taken.values().removeIf(one -> one.until().isBefore(now));
    return Optional.ofNullable(taken.get(key(notification))).map(Taken::receipt);
  }

  /** The notification with the next sequence number, which has 20 digits; it is remembered. */
  synchronized Notification numbered(Notification notification, Instant now) {
    var next = notification.withSequence("1%019d".formatted(++sequence * 1_000));
    var receipt = new Receipt(next.id(), next.sequence());
    taken.put(key(notification), new Taken(receipt, now.plus(DEDUPLICATED)));
    return next;
  }

  private String key(Notification notification) {
    var byGroup = "MessageGroup".equals(attributes.get("FifoThroughputScope"));
    return (byGroup ? notification.group() : "") + "\n" + notification.deduplication();
  }

  /** Which signatures its notifications have. */
  String signatureVersion() {
    return attributes.getOrDefault("SignatureVersion", "1");
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
