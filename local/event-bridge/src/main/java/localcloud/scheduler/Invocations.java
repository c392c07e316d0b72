package localcloud.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.aws.NoAnswerException;

/**
 * Calls the targets of schedules, in the name of each schedule's role, with its retry policy and
 * its dead-letter queue.
 */
final class Invocations implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Invocations.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** What all runs on their way may take; no more are started meanwhile. */
  private static final long ROOM_BYTES = 64L << 20;

  /** What a run takes beside its input, about. */
  private static final int OVERHEAD = 4096;

  /** The faults of an entry of PutEvents that may pass (EventBridge API, PutEventsResultEntry). */
  private static final Set<String> PASSING = Set.of("InternalFailure", "ThrottlingException");

  private final AwsService aws;
  private final String endpointUrl;
  private final Clock clock;
  private final Duration firstPause;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong bytes = new AtomicLong();

  /** One run of a schedule; its ID stays the same over all tries. */
  private record Run(PlannedSchedule schedule, Instant due, String id) {
    long bytes() {
      return OVERHEAD + 2L * schedule.target().settings().path("Input").asText().length();
    }
  }

  Invocations(AwsService aws, String endpointUrl, Clock clock, Duration firstPause) {
    this.aws = aws;
    this.endpointUrl = endpointUrl;
    this.clock = clock;
    this.firstPause = firstPause;
  }

  /** Whether so many runs wait for their targets that no other should be started. */
  boolean isFull() {
    return bytes.get() > ROOM_BYTES;
  }

  void start(PlannedSchedule schedule, Instant due) {
    var run = new Run(schedule, due, UUID.randomUUID().toString());
    bytes.addAndGet(run.bytes());
    executor.execute(
        () -> {
          try {
            invoke(run);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A run of schedule " + schedule.name() + " is lost", e);
          } finally {
            bytes.addAndGet(-run.bytes());
          }
        });
  }

  private void invoke(Run run) throws InterruptedException {
    var target = run.schedule().target();
    var deadline = clock.instant().plusSeconds(target.mostSeconds());
    for (var retries = 0; ; retries++) {
      var input = input(run, retries + 1);
      var answer = attempt(run, target.call(input, endpointUrl));
      if (!answer.isError()) {
        return;
      }
      if (answer.status() < 500 && answer.status() != 429) {
        bury(run, input, answer, "", retries);
        return;
      }
      if (retries >= target.mostRetries()) {
        bury(run, input, answer, "MaximumRetryAttempts", retries);
        return;
      }
      Thread.sleep(pause(retries));
      if (!clock.instant().isBefore(deadline)) {
        bury(run, input, answer, "MaximumEventAgeInSeconds", retries);
        return;
      }
    }
  }

  private Duration pause(int retries) {
    var doubled = firstPause.multipliedBy(1L << Math.min(retries, 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** Context attributes are filled in ("Adding context attributes" of the Scheduler guide). */
  private static String input(Run run, int attempt) {
    var given = run.schedule().target().settings().path("Input");
    if (!given.isTextual()) {
      return notification(run);
    }
    return given
        .asText()
        .replace("<aws.scheduler.schedule-arn>", run.schedule().arn())
        .replace("<aws.scheduler.scheduled-time>", run.due().toString())
        .replace("<aws.scheduler.execution-id>", run.id())
        .replace("<aws.scheduler.attempt-number>", Integer.toString(attempt));
  }

  /** What a target gets if the schedule has no input. */
  private static String notification(Run run) {
    var arn = run.schedule().arn().split(":", -1);
    var event = JSON.createObjectNode().put("version", "0").put("id", run.id());
    event.put("detail-type", "Scheduled Event").put("source", "aws.scheduler");
    event.put("account", arn[4]).put("time", run.due().toString()).put("region", arn[3]);
    event.putArray("resources").add(run.schedule().arn());
    return event.put("detail", "{}").toString();
  }

  private AwsAnswer attempt(Run run, AwsCall call) {
    try {
      return ofEntry(aws.answer(call.by(Caller.of(run.schedule().arn(), call::text))));
    } catch (AwsException e) {
      return failed(e.status(), e.code(), String.valueOf(e.getMessage()));
    } catch (NoAnswerException e) {
      return new AwsAnswer(504, Map.of(), String.valueOf(e.getMessage()).getBytes(UTF_8));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Fault of a schedule's target: " + call.operation(), e);
      return new AwsAnswer(500, Map.of(), String.valueOf(e).getBytes(UTF_8));
    }
  }

  private static AwsAnswer failed(int status, String code, String message) {
    return new AwsAnswer(status, Map.of("x-amzn-errortype", code), message.getBytes(UTF_8));
  }

  /** PutEvents answers 200 even if it accepted no event. */
  private static AwsAnswer ofEntry(AwsAnswer answer) {
    var body = json(answer);
    if (body.path("FailedEntryCount").asInt() == 0) {
      return answer;
    }
    var entry = body.at("/Entries/0");
    var code = entry.path("ErrorCode").asText("InternalFailure");
    return failed(PASSING.contains(code) ? 500 : 400, code, entry.path("ErrorMessage").asText());
  }

  /** The answer's JSON, or a missing node. */
  private static JsonNode json(AwsAnswer answer) {
    try {
      return JSON.readTree(answer.text());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The code without the namespace and the address that some services add. */
  private static String code(AwsAnswer answer) {
    var header = answer.headers().getOrDefault("x-amzn-errortype", "");
    var code = json(answer).path("__type").asText(header);
    var bare = code.substring(code.indexOf('#') + 1).replaceFirst(":.*", "");
    return bare.isEmpty() ? "Unknown" : bare;
  }

  private static String message(AwsAnswer answer) {
    var body = json(answer);
    var message = body.path("message").asText(body.path("Message").asText(answer.text()));
    return message.isEmpty() ? "no message" : message;
  }

  private void bury(Run run, String input, AwsAnswer answer, String exhausted, int retries) {
    var target = run.schedule().target();
    var story =
        "schedule %s could not invoke %s: %d %s"
            .formatted(run.schedule().name(), target.arn(), answer.status(), answer.text());
    if (target.deadLetters().isEmpty()) {
      LOG.log(Level.WARNING, story + "; it is dropped");
      return;
    }
    var attributes = attributes(run, answer, exhausted, retries);
    if (attempt(run, target.burial(input, attributes, endpointUrl)).isError()) {
      LOG.log(Level.WARNING, story + "; its dead-letter queue refused it as well");
    }
  }

  /** The attributes of a dead letter ("Retrieve the dead-letter event" of the Scheduler guide). */
  private static Map<String, String> attributes(
      Run run, AwsAnswer answer, String exhausted, int retries) {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("ERROR_CODE", code(answer));
    attributes.put("ERROR_MESSAGE", message(answer));
    attributes.put("EXECUTION_ID", run.id());
    if (!exhausted.isEmpty()) {
      attributes.put("EXHAUSTED_RETRY_CONDITION", exhausted);
    }
    attributes.put("IS_PAYLOAD_TRUNCATED", "false");
    attributes.put("RETRY_ATTEMPTS", Integer.toString(retries));
    attributes.put("SCHEDULED_TIME", run.due().toString());
    attributes.put("SCHEDULE_ARN", run.schedule().arn());
    attributes.put("TARGET_ARN", run.schedule().target().arn());
    return attributes;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
