package localcloud.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/** One move of the messages that are in a dead-letter queue when it starts. */
final class MessageMove implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(MessageMove.class.getName());
  private static final String SOURCE_ATTRIBUTE = "DeadLetterQueueSourceArn";

  /**
   * What was asked for.
   *
   * @param destination empty for each message's own source
   * @param rate messages a second, 0 for as fast as it goes
   */
  record Order(String handle, String source, String destination, int rate, Instant at) {}

  private enum Status {
    RUNNING,
    COMPLETED,
    CANCELLED,
    FAILED
  }

  private final AwsService sqs;
  private final QueueFacts queues;
  private final String principal;
  private final Order order;
  private final int toMove;
  private int moved;
  private Status status = Status.RUNNING;
  private String failure = "";

  MessageMove(AwsService sqs, QueueFacts queues, String principal, Order order) {
    this.sqs = sqs;
    this.queues = queues;
    this.principal = principal;
    this.order = order;
    var request = request(order.source());
    request.putArray("AttributeNames").add("ApproximateNumberOfMessages");
    toMove =
        parsed(call("GetQueueAttributes", request))
            .at("/Attributes/ApproximateNumberOfMessages")
            .asInt();
  }

  String source() {
    return order.source();
  }

  /** By its handle or its source. */
  boolean isOf(String handleOrSource) {
    return order.handle().equals(handleOrSource) || order.source().equals(handleOrSource);
  }

  synchronized boolean isRunning() {
    return status == Status.RUNNING;
  }

  /** How many it has moved; nothing if it had ended before. */
  synchronized OptionalInt cancel() {
    if (!isRunning()) {
      return OptionalInt.empty();
    }
    end(Status.CANCELLED);
    return OptionalInt.of(moved);
  }

  synchronized ObjectNode json() {
    var json =
        JsonNodeFactory.instance
            .objectNode()
            .put("ApproximateNumberOfMessagesMoved", moved)
            .put("ApproximateNumberOfMessagesToMove", toMove)
            .put("SourceArn", order.source())
            .put("StartedTimestamp", order.at().toEpochMilli())
            .put("Status", status.name());
    if (isRunning()) {
      json.put("TaskHandle", order.handle());
    }
    if (!order.destination().isEmpty()) {
      json.put("DestinationArn", order.destination());
    }
    if (order.rate() > 0) {
      json.put("MaxNumberOfMessagesPerSecond", order.rate());
    }
    if (!failure.isEmpty()) {
      json.put("FailureReason", failure);
    }
    return json;
  }

  @Override
  public void run() {
    try {
      for (var left = toMove; left > 0 && isRunning(); left--) {
        var message = receive();
        if (message.isMissingNode()) {
          break;
        }
        move(message);
        if (order.rate() > 0) {
          Thread.sleep(1000 / order.rate());
        }
      }
      end(Status.COMPLETED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "Moving messages of " + order.source(), e);
      fail(String.valueOf(e.getMessage()));
    }
  }

  private synchronized void end(Status how) {
    if (status == Status.RUNNING) {
      status = how;
    }
  }

  private synchronized void fail(String reason) {
    end(Status.FAILED);
    failure = reason;
  }

  private JsonNode receive() {
    var request = request(order.source()).put("MaxNumberOfMessages", 1);
    for (var names : List.of("AttributeNames", "MessageAttributeNames")) {
      request.putArray(names).add("All");
    }
    return parsed(call("ReceiveMessage", request)).path("Messages").path(0);
  }

  private void move(JsonNode message) {
    var sent = request(destination(message));
    sent.set("MessageBody", message.path("Body"));
    if (message.has("MessageAttributes")) {
      sent.set("MessageAttributes", message.get("MessageAttributes"));
    }
    var attributes = message.path("Attributes");
    if (attributes.has("MessageGroupId")) {
      sent.set("MessageGroupId", attributes.get("MessageGroupId"));
    }
    if (attributes.has("MessageDeduplicationId")) {
      sent.put("MessageDeduplicationId", anew(attributes.get("MessageDeduplicationId").asText()));
    }
    if (attributes.has("AWSTraceHeader")) {
      sent.putObject("MessageSystemAttributes")
          .putObject("AWSTraceHeader")
          .put("DataType", "String")
          .set("StringValue", attributes.get("AWSTraceHeader"));
    }
    call("SendMessage", sent);
    call(
        "DeleteMessage",
        request(order.source()).put("ReceiptHandle", message.path("ReceiptHandle").asText()));
    synchronized (this) {
      moved++;
    }
  }

  /** A message that is moved is a new one: no memory of the queue takes it for a duplicate. */
  private static String anew(String deduplicationId) {
    return GroupDeduplication.withMark(
        deduplicationId, "%016x".formatted(ThreadLocalRandom.current().nextLong()));
  }

  private String destination(JsonNode message) {
    if (!order.destination().isEmpty()) {
      return order.destination();
    }
    var own = message.path("Attributes").path(SOURCE_ATTRIBUTE).asText();
    return own.isEmpty() ? queues.sourcesOf(order.source()).getFirst() : own;
  }

  private static ObjectNode request(String queue) {
    var name = queue.substring(queue.lastIndexOf(':') + 1);
    return JsonNodeFactory.instance.objectNode().put("QueueUrl", "http://127.0.0.1/queue/" + name);
  }

  private AwsAnswer call(String operation, ObjectNode request) {
    var call = AwsCall.json("sqs", principal, "AmazonSQS." + operation, request);
    var answer = sqs.answer(call);
    if (answer.isError()) {
      var code = answer.headers().getOrDefault("x-amzn-query-error", operation);
      throw new IllegalStateException(code.replaceFirst(";.*", ""));
    }
    return answer;
  }

  private static JsonNode parsed(AwsAnswer answer) {
    return SqsRequest.parsed(answer.text());
  }
}
