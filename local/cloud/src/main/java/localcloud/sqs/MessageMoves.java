package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.endpoint.Protocol;
import localcloud.endpoint.QueryRequest;
import localcloud.endpoint.Xml;

/**
 * Moves of dead letters back to where they came from, or to another queue. ElasticMQ's own moves
 * lose nothing but move nothing out of a FIFO queue, which takes each message for its own
 * duplicate.
 */
final class MessageMoves implements AutoCloseable {
  private static final int MOST_TASKS = 100;
  private static final int MOST_LISTED = 10;
  private static final int MOST_A_SECOND = 500;
  private static final String INVALID = "InvalidParameterValue";
  private static final String NOT_FOUND = "ResourceNotFoundException";

  private final AwsService sqs;
  private final QueueFacts queues;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The newest first. */
  private final Deque<MessageMove> tasks = new ArrayDeque<>();

  MessageMoves(AwsService sqs, QueueFacts queues) {
    this.sqs = sqs;
    this.queues = queues;
  }

  AwsAnswer answer(SqsRequest request) {
    var result =
        switch (request.operation()) {
          case "StartMessageMoveTask" -> start(request);
          case "ListMessageMoveTasks" -> list(request.body());
          case "CancelMessageMoveTask" -> cancel(request.body());
          default -> throw new AwsException(400, "InvalidAction", request.operation());
        };
    return Protocol.of(request.call()) == Protocol.JSON
        ? AwsAnswer.json(result.toString())
        : QueryRequest.of(request.call()).answer(Xml.SQS, xml(result));
  }

  private static String xml(ObjectNode result) {
    var entries = result.path("Results");
    return entries.isMissingNode()
        ? Xml.of(result)
        : String.join("", entries.valueStream().map(e -> Xml.around("Result", Xml.of(e))).toList());
  }

  private ObjectNode start(SqsRequest request) {
    var body = request.body();
    var source = existing(body, "SourceArn");
    if (queues.sourcesOf(source).isEmpty()) {
      throw new AwsException(
          400, INVALID, "Source queue must be configured as a Dead Letter Queue.");
    }
    var destination = body.hasNonNull("DestinationArn") ? existing(body, "DestinationArn") : "";
    var handle = handle(source);
    var order = new MessageMove.Order(handle, source, destination, rate(body), Instant.now());
    var move = new MessageMove(sqs, queues, request.call().principal(), order);
    add(move);
    threads.execute(move);
    return JsonNodeFactory.instance.objectNode().put("TaskHandle", handle);
  }

  /** Zero if none was asked for. */
  private static int rate(JsonNode body) {
    var rate = body.path("MaxNumberOfMessagesPerSecond");
    if (!rate.isMissingNode() && (rate.asInt() < 1 || rate.asInt() > MOST_A_SECOND)) {
      throw new AwsException(
          400,
          INVALID,
          "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and %d."
              .formatted(MOST_A_SECOND));
    }
    return rate.asInt();
  }

  private void add(MessageMove move) {
    synchronized (tasks) {
      if (tasks.stream().anyMatch(other -> other.isOf(move.source()) && other.isRunning())) {
        throw new AwsException(
            400,
            INVALID,
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
      }
      tasks.addFirst(move);
      if (tasks.size() > MOST_TASKS) {
        tasks.removeLast();
      }
    }
  }

  private ObjectNode list(JsonNode body) {
    var source = existing(body, "SourceArn");
    var limit = body.path("MaxResults").asInt(1); // API reference, ListMessageMoveTasks
    if (limit < 1 || limit > MOST_LISTED) {
      throw new AwsException(
          400,
          INVALID,
          "Value for parameter MaxResults is invalid. Reason: You must enter a number that's between 1 and 10.");
    }
    var result = JsonNodeFactory.instance.objectNode();
    var entries = result.putArray("Results");
    synchronized (tasks) {
      tasks.stream()
          .filter(task -> task.isOf(source))
          .limit(limit)
          .forEach(task -> entries.add(task.json()));
    }
    return result;
  }

  private ObjectNode cancel(JsonNode body) {
    var handle = body.path("TaskHandle").asText();
    existing(parsed(handle), "sourceArn");
    synchronized (tasks) {
      var moved =
          tasks.stream()
              .filter(task -> task.isOf(handle))
              .flatMapToInt(task -> task.cancel().stream())
              .findFirst()
              .orElseThrow(() -> new AwsException(404, NOT_FOUND, "Task does not exist."));
      return JsonNodeFactory.instance.objectNode().put("ApproximateNumberOfMessagesMoved", moved);
    }
  }

  /** As on AWS a text in which task and source stand, in Base64. */
  private static String handle(String source) {
    var text =
        JsonNodeFactory.instance
            .objectNode()
            .put("taskId", UUID.randomUUID().toString())
            .put("sourceArn", source)
            .toString();
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static JsonNode parsed(String handle) {
    try {
      var json = SqsRequest.parsed(new String(Base64.getDecoder().decode(handle), UTF_8));
      if (json.has("sourceArn")) {
        return json;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new AwsException(400, INVALID, "Value for parameter TaskHandle is invalid.");
  }

  private String existing(JsonNode body, String name) {
    var arn = body.path(name).asText();
    if (arn.isEmpty()) {
      throw new AwsException(
          400, "MissingParameter", "The request must contain the parameter " + name + ".");
    }
    if (!arn.matches("arn:[^:]+:sqs:[^:]+:\\d{12}:[^:]+")) {
      throw new AwsException(
          400,
          INVALID,
          "You must use this format to specify the %s: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
              .formatted(name));
    }
    if (!queues.has(arn.substring(arn.lastIndexOf(':') + 1))) {
      throw new AwsException(
          404,
          NOT_FOUND,
          "The resource that you specified for the %s parameter doesn't exist."
              .formatted(Character.toUpperCase(name.charAt(0)) + name.substring(1)));
    }
    return arn;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
