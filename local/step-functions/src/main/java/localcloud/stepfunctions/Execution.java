package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import localcloud.aws.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One run of a state machine: its state and its history, which end together and go on together in a
 * redrive (API reference, RedriveExecution).
 */
final class Execution {
  enum Status {
    RUNNING("ExecutionStarted"),
    SUCCEEDED("ExecutionSucceeded"),
    FAILED("ExecutionFailed"),
    TIMED_OUT("ExecutionTimedOut"),
    ABORTED("ExecutionAborted");

    final String event;

    Status(String event) {
      this.event = event;
    }

    /** The field of the event that carries its details. */
    String detailsField() {
      return Character.toLowerCase(event.charAt(0)) + event.substring(1) + "EventDetails";
    }
  }

  /** What an execution began with. */
  record Start(
      String arn,
      String name,
      StateMachine machine,
      String inputText,
      JsonNode input,
      Instant at) {}

  /** The state of an execution; the last fields are null as long as they do not apply. */
  record Standing(
      Status status,
      @Nullable Instant stoppedAt,
      @Nullable String output,
      @Nullable String error,
      @Nullable String cause,
      int redriveCount,
      @Nullable Instant redrivenAt) {}

  /** Thrown where a thread of an execution that is over tries to go on. */
  static final class Over extends RuntimeException {
    private Over() {
      super("the execution is over", null, false, false);
    }
  }

  /** From here on the history has no room for ExecutionRedriven and one event more. */
  private static final int REDRIVABLE_EVENTS = 24_999;

  /** Beyond this a history holds the beginnings of its data only. */
  private static final long FULL_HISTORY_BYTES = 32L << 20;

  private static final Duration REDRIVABLE_PERIOD = Duration.ofDays(14);
  private static final Duration MAX_AGE = Duration.ofDays(365);

  private final Start start;
  private final List<ObjectNode> events = new ArrayList<>();
  private long bytes;
  private final RedriveTokens redriveTokens = new RedriveTokens();
  private CompletableFuture<Execution> finished = new CompletableFuture<>();
  private Standing standing = new Standing(Status.RUNNING, null, null, null, null, 0, null);

  Execution(Start start) {
    this.start = start;
    this.bytes = 2L * start.inputText().length(); // as text and as tree
    var details = Details.input(start.inputText()).put("roleArn", start.machine().roleArn());
    add(start.at(), 0, Status.RUNNING.event, Status.RUNNING.detailsField(), details);
  }

  String arn() {
    return start.arn();
  }

  StateMachine machine() {
    return start.machine();
  }

  Start start() {
    return start;
  }

  /** As who it calls other services. */
  Caller caller() {
    return Caller.of(machine().arn(), () -> start.name() + " " + start.inputText());
  }

  /** Completes when the execution or its running redrive ends, however it ends. */
  synchronized CompletableFuture<Execution> finished() {
    return finished;
  }

  synchronized Standing standing() {
    return standing;
  }

  /** About what it takes in memory. */
  synchronized long bytes() {
    return bytes;
  }

  synchronized List<ObjectNode> events() {
    return List.copyOf(events);
  }

  /** Adds an event and gives its id. */
  synchronized long add(
      Instant at,
      long previousEventId,
      String type,
      @Nullable String detailsField,
      @Nullable ObjectNode details) {
    if (standing.status() != Status.RUNNING) {
      throw new Over();
    }
    var id = events.size() + 1;
    var event =
        Json.object()
            .put("id", id)
            .put("previousEventId", previousEventId)
            .put("timestamp", Details.seconds(at))
            .put("type", type);
    if (detailsField != null && details != null) {
      event.set(detailsField, bytes > FULL_HISTORY_BYTES ? Details.shortened(details) : details);
    }
    events.add(event);
    bytes += Details.bytes(event);
    return id;
  }

  /** Ends the execution, unless it is over already. */
  boolean finish(
      Instant at,
      long previousEventId,
      Status status,
      @Nullable String output,
      @Nullable StatesError failure) {
    CompletableFuture<Execution> ended;
    synchronized (this) {
      if (standing.status() != Status.RUNNING) {
        return false;
      }
      add(at, previousEventId, status.event, status.detailsField(), last(status, output, failure));
      standing =
          new Standing(
              status,
              at,
              output,
              failure == null ? null : failure.error(),
              failure == null ? null : failure.cause(),
              standing.redriveCount(),
              standing.redrivenAt());
      ended = finished;
    }
    ended.complete(this);
    return true;
  }

  /** Only the event of a timeout names it; DescribeExecution does not (floci-io/floci 2733). */
  private static ObjectNode last(
      Status status, @Nullable String output, @Nullable StatesError failure) {
    if (output != null) {
      return Details.output(output);
    }
    return Details.failure(status == Status.TIMED_OUT ? StatesError.timeout() : failure);
  }

  /** When the redrive with this client token began, or null if it is yet to begin. */
  synchronized @Nullable Instant redrivenBy(String clientToken, Instant now) {
    return redriveTokens.find(clientToken, now);
  }

  /** Why the execution cannot be redriven now, in AWS's words, or null if it can. */
  synchronized @Nullable String redriveObstacle(Instant now) {
    var stoppedAt = standing.stoppedAt();
    if (stoppedAt == null || standing.status() == Status.SUCCEEDED) {
      return "Execution is " + standing.status() + " and cannot be redriven";
    }
    if (events.size() >= REDRIVABLE_EVENTS) {
      return "Execution history event limit exceeded";
    }
    if (now.isAfter(start.at().plus(MAX_AGE))) {
      return "Execution has exceeded the max execution time";
    }
    return now.isAfter(stoppedAt.plus(REDRIVABLE_PERIOD))
        ? "Execution redrivable period exceeded"
        : null;
  }

  /** Lets the execution run again. */
  synchronized void redrive(Instant at, @Nullable String clientToken) {
    var count = standing.redriveCount() + 1;
    standing = new Standing(Status.RUNNING, null, null, null, null, count, at);
    finished = new CompletableFuture<>();
    redriveTokens.add(clientToken, at);
    var details = Json.object().put("redriveCount", count);
    add(at, events.size(), "ExecutionRedriven", "executionRedrivenEventDetails", details);
  }
}
