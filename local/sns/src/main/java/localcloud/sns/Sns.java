package localcloud.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.resources.InvalidPropertyException;
import localcloud.resources.Properties;
import localcloud.resources.ResourceType;
import localcloud.sns.Topic.Receipt;

/**
 * The topics of one account and region: the SNS API (Query protocol, version 2010-03-31) with
 * deliveries to queues and functions. Mail addresses stay unconfirmed, as on AWS until somebody
 * follows the link; other protocols are refused.
 */
public final class Sns implements AwsService, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a message with its attributes, and of a batch: API reference, Publish. */
  private static final int MOST_BYTES = 262_144;

  private static final int MOST_ENTRIES = 10;
  private static final int LONGEST_SUBJECT = 100;

  private final String region;
  private final String account;
  private final Clock clock;
  private final Deliveries deliveries;
  private final Map<String, Topic> topics = new ConcurrentHashMap<>();

  /**
   * @param endpointUrl the base URL of queue URLs
   * @param aws where queues and functions are called
   */
  public Sns(String region, String account, String endpointUrl, AwsService aws, Clock clock) {
    this(region, account, endpointUrl, aws, clock, Duration.ofSeconds(1));
  }

  Sns(
      String region,
      String account,
      String endpointUrl,
      AwsService aws,
      Clock clock,
      Duration firstPause) {
    this.region = region;
    this.account = account;
    this.clock = clock;
    deliveries = new Deliveries(aws, endpointUrl, firstPause);
  }

  static AwsException invalid(String parameter, String reason) {
    return new AwsException(
        400, "InvalidParameter", "Invalid parameter: " + parameter + " Reason: " + reason);
  }

  /** Reads the members of a call by the properties that CloudFormation has for them. */
  static <T> T read(ResourceType type, ObjectNode members, Function<Properties, T> reader) {
    try {
      return reader.apply(Properties.ofCall(type, members));
    } catch (InvalidPropertyException e) {
      throw invalid(e.property(), e.problem() + "; " + e.instead());
    }
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    return SnsAnswer.of(call, answer(call.operation(), SnsRequest.of(call)));
  }

  private JsonNode answer(String operation, SnsRequest request) {
    return switch (operation) {
      case "CreateTopic" -> createTopic(request);
      case "DeleteTopic" -> deleteTopic(request);
      case "ListTopics" -> listTopics();
      case "GetTopicAttributes" -> attributes(topic(request).describe(account));
      case "SetTopicAttributes" -> setTopicAttributes(request);
      case "Subscribe" -> subscribe(request);
      case "Unsubscribe" -> unsubscribe(request);
      case "ListSubscriptions" -> list(topics.values().stream());
      case "ListSubscriptionsByTopic" -> list(Stream.of(topic(request)));
      case "GetSubscriptionAttributes" -> attributes(subscription(request).attributes());
      case "SetSubscriptionAttributes" -> setSubscriptionAttributes(request);
      case "Publish" -> publish(request);
      case "PublishBatch" -> publishBatch(request);
      default ->
          throw new AwsException(
              400, "InvalidAction", "The local SNS does not answer " + operation);
    };
  }

  // --- Topics and subscriptions ---

  private JsonNode createTopic(SnsRequest request) {
    var name = request.needed("Name");
    var arn = "arn:aws:sns:%s:%s:%s".formatted(region, account, name);
    topics.computeIfAbsent(arn, key -> new Topic(key, request.map("Attributes")));
    return object().put("TopicArn", arn);
  }

  private JsonNode deleteTopic(SnsRequest request) {
    topics.remove(request.needed("TopicArn")); // deleting what is not there is no error
    return object();
  }

  private JsonNode listTopics() {
    var answer = object();
    var list = answer.putArray("Topics");
    topics.keySet().stream().sorted().forEach(arn -> list.addObject().put("TopicArn", arn));
    return answer;
  }

  private JsonNode setTopicAttributes(SnsRequest request) {
    var name = request.needed("AttributeName");
    if (name.equals("Policy")) {
      throw invalid("AttributeName", "the local cloud reads topic policies from the template");
    }
    topic(request).set(object().put(name, request.text("AttributeValue")));
    return object();
  }

  private JsonNode subscribe(SnsRequest request) {
    var topic = topic(request);
    var wanted = wanted(topic.arn() + ":" + UUID.randomUUID(), request);
    synchronized (topic) {
      for (var one : topic.subscriptions()) {
        if (one.protocol().equals(wanted.protocol()) && one.endpoint().equals(wanted.endpoint())) {
          return subscribedAgain(one, wanted);
        }
      }
      topic.subscriptions().add(wanted);
    }
    var shown = wanted.confirmed() || request.text("ReturnSubscriptionArn").equals("true");
    return object().put("SubscriptionArn", shown ? wanted.arn() : "pending confirmation");
  }

  private static Subscription wanted(String arn, SnsRequest request) {
    var members = object();
    for (var name : List.of("TopicArn", "Protocol", "Endpoint")) {
      members.put(name, request.needed(name));
    }
    for (var attribute : request.map("Attributes").properties()) {
      if (!attribute.getValue().asText().isEmpty()) {
        members.set(attribute.getKey(), attribute.getValue());
      }
    }
    return read(SubscriptionHandler.TYPE, members, one -> Subscription.of(arn, one));
  }

  private static JsonNode subscribedAgain(Subscription one, Subscription again) {
    if (!one.attributes().equals(again.attributes().put("SubscriptionArn", one.shownArn()))) {
      throw invalid("Attributes", "Subscription already exists with different attributes");
    }
    return object().put("SubscriptionArn", one.arn());
  }

  private JsonNode unsubscribe(SnsRequest request) {
    var arn = request.needed("SubscriptionArn");
    topics.values().forEach(topic -> topic.subscriptions().removeIf(one -> one.arn().equals(arn)));
    return object();
  }

  private JsonNode setSubscriptionAttributes(SnsRequest request) {
    var before = subscription(request);
    var name = request.needed("AttributeName");
    var after = before.with(name, request.text("AttributeValue"));
    topic(before.topicArn()).subscriptions().replaceAll(one -> one.equals(before) ? after : one);
    return object();
  }

  private static JsonNode list(Stream<Topic> topics) {
    var answer = object();
    var list = answer.putArray("Subscriptions");
    topics.flatMap(topic -> topic.subscriptions().stream()).forEach(s -> list.add(s.described()));
    return answer;
  }

  private static JsonNode attributes(JsonNode attributes) {
    return object().set("Attributes", attributes);
  }

  // --- Notifications ---

  private JsonNode publish(SnsRequest request) {
    if (!request.text("PhoneNumber").isEmpty()) {
      throw invalid("PhoneNumber", "the local cloud sends no text messages");
    }
    var target = request.text("TargetArn");
    var topic = topic(target.isEmpty() ? request.needed("TopicArn") : target);
    return answer(send(topic, request));
  }

  private static ObjectNode answer(Receipt receipt) {
    var answer = object().put("MessageId", receipt.messageId());
    return receipt.sequence().isEmpty() ? answer : answer.put("SequenceNumber", receipt.sequence());
  }

  private Receipt send(Topic topic, SnsRequest request) {
    checkSize(request);
    MessageAttributes.check(request.map("MessageAttributes"));
    var made = notification(topic, request);
    if (deliveries.isFull()) {
      throw new AwsException(429, "Throttled", "Rate exceeded");
    }
    if (!topic.isFifo()) {
      deliver(topic, made);
      return new Receipt(made.id(), "");
    }
    synchronized (topic) { // so that deliveries start in the order of their sequence
      var now = clock.instant();
      var before = topic.before(made, now);
      if (before.isPresent()) {
        return before.get();
      }
      var next = topic.numbered(made, now);
      deliver(topic, next);
      return new Receipt(next.id(), next.sequence());
    }
  }

  private void deliver(Topic topic, Notification notification) {
    for (var subscription : topic.subscriptions()) {
      if (subscription.confirmed() && subscription.filter().matches(notification)) {
        deliveries.start(subscription, notification);
      }
    }
  }

  private Notification notification(Topic topic, SnsRequest request) {
    var message = request.needed("Message");
    var group = request.text("MessageGroupId");
    if (topic.isFifo() && group.isEmpty()) {
      throw invalid("MessageGroupId", "The MessageGroupId parameter is required for FIFO topics");
    }
    var byProtocol =
        request.text("MessageStructure").equals("json") ? byProtocol(message) : object();
    var deduplication = request.text("MessageDeduplicationId");
    return new Notification(
        UUID.randomUUID().toString(),
        topic.arn(),
        request.text("Subject"),
        byProtocol.path("default").asText(message),
        request.map("MessageAttributes"),
        byProtocol,
        clock.instant(),
        topic.isFifo() ? group : "",
        topic.isFifo() ? topic.deduplication(deduplication, message) : "",
        "",
        topic.signatureVersion());
  }

  private static JsonNode byProtocol(String message) {
    try {
      var messages = JSON.readTree(message);
      if (messages.path("default").isTextual()) {
        return messages;
      }
    } catch (JsonProcessingException e) {
      throw invalid("Message Structure", "JSON message body failed to parse");
    }
    throw invalid("Message Structure", "No default entry in JSON message body");
  }

  private static void checkSize(SnsRequest request) {
    if (size(request.members()) > MOST_BYTES) {
      throw invalid("Message", "Message too long");
    }
    if (request.text("Subject").length() > LONGEST_SUBJECT) {
      throw invalid("Subject", "Subject too long");
    }
  }

  private static int size(JsonNode publish) {
    var size = publish.path("Message").asText().getBytes(UTF_8).length;
    for (var attribute : publish.path("MessageAttributes").properties()) {
      size += attribute.getKey().getBytes(UTF_8).length;
      for (var part : attribute.getValue()) {
        size += part.asText().getBytes(UTF_8).length;
      }
    }
    return size;
  }

  private JsonNode publishBatch(SnsRequest request) {
    var topic = topic(request);
    var entries = request.members().path("PublishBatchRequestEntries");
    checkBatch(entries);
    var answer = object();
    var successful = answer.putArray("Successful");
    var failed = answer.putArray("Failed");
    for (var entry : entries) {
      var id = entry.path("Id").asText();
      try {
        var sent = answer(send(topic, new SnsRequest(entry)));
        successful.add(object().put("Id", id).setAll(sent));
      } catch (AwsException e) {
        failed
            .addObject()
            .put("Id", id)
            .put("Code", e.code())
            .put("Message", e.getMessage())
            .put("SenderFault", true);
      }
    }
    return answer;
  }

  private static void checkBatch(JsonNode entries) {
    if (entries.isEmpty()) {
      throw new AwsException(400, "EmptyBatchRequest", "The batch request contains no entries.");
    }
    if (entries.size() > MOST_ENTRIES) {
      throw new AwsException(
          400, "TooManyEntriesInBatchRequest", "The batch request contains more than 10 entries.");
    }
    var ids = new HashSet<String>();
    if (!entries.valueStream().allMatch(entry -> ids.add(entry.path("Id").asText()))) {
      throw new AwsException(
          400, "BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.");
    }
    if (entries.valueStream().mapToInt(Sns::size).sum() > MOST_BYTES) {
      throw new AwsException(400, "BatchRequestTooLong", "The batch request is too long.");
    }
  }

  private Topic topic(SnsRequest request) {
    return topic(request.needed("TopicArn"));
  }

  private Topic topic(String arn) {
    var topic = topics.get(arn);
    if (topic == null) {
      throw new AwsException(404, "NotFound", "Topic does not exist");
    }
    return topic;
  }

  private Subscription subscription(SnsRequest request) {
    var arn = request.needed("SubscriptionArn");
    return topics.values().stream()
        .flatMap(topic -> topic.subscriptions().stream())
        .filter(subscription -> subscription.arn().equals(arn))
        .findFirst()
        .orElseThrow(() -> new AwsException(404, "NotFound", "Subscription does not exist"));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void close() {
    deliveries.close();
  }
}
