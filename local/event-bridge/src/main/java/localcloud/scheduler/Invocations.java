package localcloud.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  private final AwsService aws;
  private final String endpointUrl;
  private final Clock clock;
  private final Duration firstPause;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** One run of a schedule; its ID stays the same over all tries. */
  private record Run(PlannedSchedule schedule, Instant due, String id) {}

  Invocations(AwsService aws, String endpointUrl, Clock clock, Duration firstPause) {
    this.aws = aws;
    this.endpointUrl = endpointUrl;
    this.clock = clock;
    this.firstPause = firstPause;
  }

  void start(PlannedSchedule schedule, Instant due) {
    var run = new Run(schedule, due, UUID.randomUUID().toString());
    executor.execute(
        () -> {
          try {
            invoke(run);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
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
      return aws.answer(call.by(Caller.of(run.schedule().arn(), call::text)));
    } catch (AwsException e) {
      return new AwsAnswer(e.status(), Map.of(), String.valueOf(e.getMessage()).getBytes(UTF_8));
    } catch (NoAnswerException e) {
      return new AwsAnswer(504, Map.of(), String.valueOf(e.getMessage()).getBytes(UTF_8));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Fault of a schedule's target: " + call.operation(), e);
      return new AwsAnswer(500, Map.of(), String.valueOf(e).getBytes(UTF_8));
    }
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
    attributes.put("ERROR_CODE", answer.headers().getOrDefault("x-amzn-errortype", "Unknown"));
    attributes.put("ERROR_MESSAGE", answer.text().isEmpty() ? "no message" : answer.text());
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
