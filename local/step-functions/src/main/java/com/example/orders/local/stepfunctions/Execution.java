package com.example.orders.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One run of a state machine: its state and its history, which end together. */
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

  /** How an execution stands; the last fields are null as long as they do not apply. */
  record Standing(
      Status status,
      @Nullable Instant stoppedAt,
      @Nullable String output,
      @Nullable String error,
      @Nullable String cause) {}

  /** Thrown where a thread of an execution that is over tries to go on. */
  static final class Over extends RuntimeException {
    private Over() {
      super("the execution is over", null, false, false);
    }
  }

  private final Start start;
  private final List<ObjectNode> events = new ArrayList<>();
  private final CompletableFuture<Execution> finished = new CompletableFuture<>();
  private Standing standing = new Standing(Status.RUNNING, null, null, null, null);

  Execution(Start start) {
    this.start = start;
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

  /** Completes when the execution ends, however it ends. */
  CompletableFuture<Execution> finished() {
    return finished;
  }

  synchronized Standing standing() {
    return standing;
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
    if (detailsField != null) {
      event.set(detailsField, details);
    }
    events.add(event);
    return id;
  }

  /** Ends the execution, unless it is over already. */
  boolean finish(
      Instant at,
      long previousEventId,
      Status status,
      @Nullable String output,
      @Nullable StatesError failure) {
    synchronized (this) {
      if (standing.status() != Status.RUNNING) {
        return false;
      }
      var details = output != null ? Details.output(output) : Details.failure(failure);
      add(at, previousEventId, status.event, status.detailsField(), details);
      standing =
          new Standing(
              status,
              at,
              output,
              failure == null ? null : failure.error(),
              failure == null ? null : failure.cause());
    }
    finished.complete(this);
    return true;
  }
}
