package localcloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/**
 * One SQS queue in memory: visibility, FIFO group lock, long polls. No clock makes a message
 * visible again, else a busy machine would get it twice.
 */
final class InMemoryQueue implements AwsService {
  static final String URL = "http://127.0.0.1/000000000000/jobs";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Message {
    final ObjectNode content;
    final String group;
    boolean inFlight;
    int receives;

    Message(ObjectNode content, String group) {
      this.content = content;
      this.group = group;
    }
  }

  private final List<Message> messages = new ArrayList<>();
  private final Duration visibility;
  private int deleteCalls;

  InMemoryQueue() {
    this(Duration.ofHours(1));
  }

  /** A queue that says that its messages are visible again after this time. */
  InMemoryQueue(Duration visibility) {
    this.visibility = visibility;
  }

  /** Ends the visibility timeout of all messages that were received. */
  synchronized void becomeVisible() {
    messages.forEach(message -> message.inFlight = false);
    notifyAll();
  }

  /** Sends a message; a null group means a standard queue. */
  synchronized void send(String id, String body, String group) {
    var content = JSON.createObjectNode().put("MessageId", id).put("Body", body);
    content.put("MD5OfBody", "md5-" + id);
    messages.add(new Message(content, group));
    notifyAll();
  }

  synchronized void send(ObjectNode content) {
    messages.add(new Message(content, null));
    notifyAll();
  }

  synchronized int size() {
    return messages.size();
  }

  synchronized int deleteCalls() {
    return deleteCalls;
  }

  @Override
  public synchronized AwsAnswer answer(AwsCall call) {
    try {
      var request = JSON.readTree(call.body());
      return switch (call.operation()) {
        case "ReceiveMessage" -> receive(request);
        case "DeleteMessageBatch" -> delete(request);
        case "GetQueueAttributes" ->
            AwsAnswer.json(
                "{\"Attributes\":{\"VisibilityTimeout\":\"" + visibility.toSeconds() + "\"}}");
        default -> throw new AssertionError(call.operation());
      };
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return AwsAnswer.json("{}");
    }
  }

  private AwsAnswer receive(JsonNode request) throws InterruptedException {
    var end = System.nanoTime() + request.get("WaitTimeSeconds").asLong() * 1_000_000_000L;
    var found = take(request.get("MaxNumberOfMessages").asInt());
    while (found.isEmpty() && System.nanoTime() < end) {
      wait(20);
      found = take(request.get("MaxNumberOfMessages").asInt());
    }
    var answer = JSON.createObjectNode();
    var list = answer.putArray("Messages");
    found.forEach(message -> list.add(message.content.deepCopy()));
    return AwsAnswer.json(answer.toString());
  }

  private List<Message> take(int limit) {
    Set<String> locked = new HashSet<>();
    messages.stream().filter(m -> m.inFlight).forEach(m -> locked.add(m.group));
    var found =
        messages.stream()
            .filter(m -> !m.inFlight && (m.group == null || !locked.contains(m.group)))
            .limit(limit)
            .toList();
    for (var message : found) {
      message.receives++;
      message.inFlight = true;
      message.content.put(
          "ReceiptHandle", message.content.get("MessageId").asText() + "#" + message.receives);
    }
    return found;
  }

  private AwsAnswer delete(JsonNode request) {
    deleteCalls++;
    if (request.get("Entries").size() > 10) {
      throw new AssertionError("more than 10 entries");
    }
    for (var entry : request.get("Entries")) {
      messages.removeIf(m -> m.content.path("ReceiptHandle").equals(entry.get("ReceiptHandle")));
    }
    notifyAll();
    return AwsAnswer.json("{\"Successful\":[],\"Failed\":[]}");
  }
}
