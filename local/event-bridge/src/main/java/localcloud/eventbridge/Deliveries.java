package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.aws.NoAnswerException;
import org.jspecify.annotations.Nullable;

/**
 * Takes events to targets. A failure that may pass is retried with back-off within the target's
 * retry policy; what cannot be delivered goes to the target's dead-letter queue.
 */
final class Deliveries implements AutoCloseable {
  private static final String LOGS = "Logs_20140328.";
  private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());
  // EventBridge User Guide, "How EventBridge retries delivering events".
  private static final int DEFAULT_RETRIES = 185;
  private static final int DEFAULT_AGE_SECONDS = 86_400;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** What all events on their way may take; more are not let in. */
  private static final long ROOM_BYTES = 64L << 20;

  /** An event as a tree, and its thread, take a multiple of its text. */
  private static final int TREE_FACTOR = 4;

  private final AwsService aws;
  private final String endpointUrl;
  private final Clock clock;
  private final Duration firstPause;
  private final ObjectMapper mapper = new ObjectMapper();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong bytes = new AtomicLong();

  Deliveries(AwsService aws, String endpointUrl, Clock clock, Duration firstPause) {
    this.aws = aws;
    this.endpointUrl = endpointUrl;
    this.clock = clock;
    this.firstPause = firstPause;
  }

  /** Whether so many events wait for their targets that no other one should be taken. */
  boolean isFull() {
    return bytes.get() > ROOM_BYTES;
  }

  /** Returns when there is room for another event. */
  void awaitRoom() throws InterruptedException {
    synchronized (bytes) {
      while (isFull()) {
        bytes.wait();
      }
    }
  }

  private void leave(long size) {
    bytes.addAndGet(-size);
    synchronized (bytes) {
      bytes.notifyAll();
    }
  }

  void start(Rule rule, Target target, JsonNode event) {
    var size = TREE_FACTOR * event.toString().length();
    bytes.addAndGet(size);
    executor.execute(
        () -> {
          try {
            deliver(rule, target, event);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
          } catch (RuntimeException e) { // an event that cannot even be sent
            LOG.log(System.Logger.Level.ERROR, "Rule " + rule.name(), e);
            bury(rule, target, event, Failure.unexpected(e), "", 0);
          } finally {
            leave(size);
          }
        });
  }

  private record Failure(int status, String code, String message) {
    static Failure unexpected(RuntimeException fault) {
      return new Failure(500, "InternalFailure", String.valueOf(fault));
    }

    boolean mayPass() {
      return status >= 500 || status == 429 || code.contains("Throttl");
    }

    String errorCode() {
      return switch (status) {
        case 403 -> "NO_PERMISSIONS";
        case 404 -> "NO_RESOURCE";
        default ->
            code.contains("NotFound") || code.contains("NonExistent") || code.contains("NotExist")
                ? "NO_RESOURCE"
                : "SDK_CLIENT_ERROR";
      };
    }
  }

  private void deliver(Rule rule, Target target, JsonNode event) throws InterruptedException {
    var policy = target.settings().path("RetryPolicy");
    var mostRetries = policy.path("MaximumRetryAttempts").asInt(DEFAULT_RETRIES);
    var age = policy.path("MaximumEventAgeInSeconds").asInt(DEFAULT_AGE_SECONDS);
    var deadline = clock.instant().plusSeconds(age);
    var input = TargetInput.of(target, rule, event);
    var call = call(target, input, event).by(Caller.of(rule.arn(), event::toString));
    for (var retries = 0; ; retries++) {
      var failure =
          target.service().equals("logs") ? written(rule, target, event, call) : attempt(call);
      if (failure == null) {
        return;
      }
      if (!failure.mayPass()) {
        bury(rule, target, event, failure, "", retries);
        return;
      }
      if (retries >= mostRetries) {
        bury(rule, target, event, failure, "MaximumRetryAttempts", retries);
        return;
      }
      Thread.sleep(pause(retries));
      if (!clock.instant().isBefore(deadline)) {
        bury(rule, target, event, failure, "MaximumEventAgeInSeconds", retries);
        return;
      }
    }
  }

  private Duration pause(int retries) {
    var ceiling = firstPause.multipliedBy(1L << Math.min(retries, 16));
    var most = ceiling.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : ceiling;
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
  }

  private @Nullable Failure attempt(AwsCall call) {
    try {
      var answer = aws.answer(call);
      return answer.isError() ? failure(answer) : null;
    } catch (AwsException e) {
      return new Failure(e.status(), e.code(), String.valueOf(e.getMessage()));
    } catch (NoAnswerException e) {
      return new Failure(504, "TIMEOUT", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Fault of a target: " + call.operation(), e);
      return Failure.unexpected(e);
    }
  }

  /** Each event has a stream of its own in the log group. */
  private @Nullable Failure written(Rule rule, Target target, JsonNode event, AwsCall call) {
    var create = json(target.principal(), "logs", LOGS + "CreateLogStream", stream(target, event));
    var failure = attempt(create.by(Caller.of(rule.arn(), event::toString)));
    var isThere = failure == null || failure.code().contains("ResourceAlreadyExists");
    return isThere ? attempt(call) : failure;
  }

  private static Map<String, Object> stream(Target target, JsonNode event) {
    var stream = new LinkedHashMap<String, Object>();
    stream.put("logGroupName", target.logGroup());
    stream.put("logStreamName", event.path("id").asText());
    return stream;
  }

  private AwsCall write(Target target, String input, JsonNode event) {
    var request = stream(target, event);
    var at = Instant.parse(event.path("time").asText()).toEpochMilli();
    request.put("logEvents", List.of(Map.of("timestamp", at, "message", input)));
    return json(target.principal(), "logs", LOGS + "PutLogEvents", request);
  }

  private Failure failure(AwsAnswer answer) {
    try {
      var body = mapper.readTree(answer.body());
      var type = body.path("__type").asText(answer.headers().getOrDefault("x-amzn-errortype", ""));
      var message = body.path("message").asText(body.path("Message").asText());
      return new Failure(answer.status(), type, message);
    } catch (IOException e) {
      return new Failure(answer.status(), "", answer.text());
    }
  }

  private AwsCall call(Target target, String input, JsonNode event) {
    return switch (target.service()) {
      case "lambda" -> AwsCall.invokeAsync(target.principal(), target.arn(), input);
      case "sqs" -> {
        var group = target.settings().at("/SqsParameters/MessageGroupId").asText();
        yield send(target.principal(), target.arn(), input, group, Map.of());
      }
      case "sns" ->
          json(
              target.principal(),
              "sns",
              "AmazonSNS.Publish",
              Map.of("TopicArn", target.arn(), "Message", input));
      case "states" ->
          json(
              target.principal(),
              "states",
              "AWSStepFunctions.StartExecution",
              Map.of(
                  "stateMachineArn", target.arn(),
                  "name", "%s_%s".formatted(event.path("id").asText(), target.id()),
                  "input", input));
      case "logs" -> write(target, input, event);
      default -> throw new IllegalStateException(target.service()); // Target lets in no other
    };
  }

  private AwsCall send(
      String principal, String queue, String body, String group, Map<String, ?> attributes) {
    var arn = queue.split(":", 6);
    var message = new LinkedHashMap<String, Object>();
    message.put("QueueUrl", endpointUrl + "/" + arn[4] + "/" + arn[5]);
    message.put("MessageBody", body);
    if (!group.isEmpty()) {
      message.put("MessageGroupId", group);
    }
    if (!attributes.isEmpty()) {
      message.put("MessageAttributes", attributes);
    }
    return json(principal, "sqs", "AmazonSQS.SendMessage", message);
  }

  private AwsCall json(String principal, String service, String target, Map<String, ?> body) {
    return AwsCall.json(service, principal, target, mapper.valueToTree(body).toString());
  }

  /**
   * Sends the event to the target's dead-letter queue with the attributes that EventBridge adds.
   */
  private void bury(
      Rule rule, Target target, JsonNode event, Failure failure, String exhausted, int retries) {
    var queue = target.settings().at("/DeadLetterConfig/Arn").asText();
    var story =
        "event %s of rule %s was not delivered to %s: %s %s"
            .formatted(
                event.path("id").asText(),
                rule.name(),
                target.arn(),
                failure.code(),
                failure.message());
    if (queue.isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, story + "; it is dropped");
      return;
    }
    var attributes = attributes(rule, target, failure, exhausted, retries);
    var burial = send("events.amazonaws.com", queue, event.toString(), "", attributes);
    var lost = attempt(burial.by(Caller.of(rule.arn(), event::toString))) != null;
    if (lost) {
      LOG.log(System.Logger.Level.WARNING, story + "; its dead-letter queue refused it as well");
    }
  }

  private static Map<String, Object> attributes(
      Rule rule, Target target, Failure failure, String exhausted, int retries) {
    var attributes = new LinkedHashMap<String, Object>();
    attributes.put("RULE_ARN", attribute("String", rule.arn()));
    attributes.put("TARGET_ARN", attribute("String", target.arn()));
    attributes.put("ERROR_CODE", attribute("String", failure.errorCode()));
    if (!failure.message().isEmpty()) {
      attributes.put("ERROR_MESSAGE", attribute("String", failure.message()));
    }
    if (!exhausted.isEmpty()) {
      attributes.put("EXHAUSTED_RETRY_CONDITION", attribute("String", exhausted));
    }
    attributes.put("RETRY_ATTEMPTS", attribute("Number", "" + retries));
    return attributes;
  }

  private static Map<String, String> attribute(String type, String value) {
    return Map.of("DataType", type, "StringValue", value);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
