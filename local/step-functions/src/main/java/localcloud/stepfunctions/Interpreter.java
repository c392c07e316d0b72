package localcloud.stepfunctions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import localcloud.stepfunctions.Branch.Entry;
import localcloud.stepfunctions.Branch.Position;
import localcloud.stepfunctions.State.Catcher;
import localcloud.stepfunctions.State.Retrier;
import org.jspecify.annotations.Nullable;

/** Runs the states of one execution and writes its history. */
final class Interpreter {
  /** Times in the context object always have three digits after the second. */
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final Execution execution;
  private final Services services;
  private final TaskRunner tasks;

  Interpreter(Execution execution, Services services) {
    this.execution = execution;
    this.services = services;
    this.tasks = new TaskRunner(execution, services);
  }

  /**
   * Runs a flow to its end and gives its output; a failure that nothing caught is thrown. A branch
   * that has come some way already goes on from there.
   */
  JsonNode run(Flow flow, JsonNode input, Branch branch) throws InterruptedException {
    if (branch.position() == null) {
      branch.comeTo(flow.startAt(), input);
    }
    var position = requireNonNull(branch.position());
    while (position.state() != null) {
      services.quotas().transition(execution);
      new Visit(flow.state(position.state()), position, branch).run();
      position = requireNonNull(branch.position());
    }
    return position.data();
  }

  /** One stay in a state, with its retries. */
  private final class Visit {
    private final State state;
    private final JsonNode input;
    private final Branch branch;
    private final long enteredEventId;
    private final ObjectNode context;
    private final Scope scope;
    private final long[] retries;

    Visit(State state, Position position, Branch branch) {
      this.state = state;
      this.input = position.data();
      this.branch = branch;
      this.retries = new long[state.fields().retriers().size()];
      var entry = enter(position);
      this.enteredEventId = entry.eventId();
      this.context = context(entry.at());
      this.scope =
          new Scope(
              context,
              branch.variables(),
              services.random(),
              services.timer()::now,
              services.expressions());
    }

    /** A redriven state is not entered again, but for Fail: so says the guide on redrives. */
    private Entry enter(Position position) {
      var before = position.entry();
      if (before != null && !(state instanceof State.Fail)) {
        branch.backAt(before);
        return before;
      }
      var details = Details.input(Json.write(input)).put("name", state.name());
      var id = branch.add(event("StateEntered"), "stateEnteredEventDetails", details);
      return branch.entered(position, id);
    }

    void run() throws InterruptedException {
      while (true) {
        try {
          leave(checked(attempt(data())));
          return;
        } catch (StatesError e) {
          var error = e.at(state.name(), enteredEventId);
          noteEvaluation(error);
          if (!retried(error)) {
            caught(error);
            return;
          }
          services.quotas().transition(execution); // a retry is a transition too
        }
      }
    }

    private StateData data() {
      return StateData.of(state.fields(), input, scope);
    }

    private Exit attempt(StateData data) throws InterruptedException {
      return switch (state) {
        case State.Pass _ -> data.pass();
        case State.Succeed _ -> data.exit();
        case State.Fail _ -> throw data.failure();
        case State.Wait _ -> await(data);
        case State.Choice choice -> chosen(data.choose(choice));
        case State.Task task -> data.exit(tasks.run(task, data(), scope, branch));
        case State.Parallel parallel ->
            data.exit(new ParallelRunner(Interpreter.this, parallel).run(data.arguments(), branch));
        case State.ForEach map ->
            data.exit(new MapRunner(Interpreter.this, map, scope).run(data, branch));
      };
    }

    private Exit await(StateData data) throws InterruptedException {
      var until = data.waitUntil().orElse(null);
      if (until == null) {
        until = services.timer().now().plusSeconds(data.number("Seconds").orElse(0));
      }
      if (until.isAfter(services.timer().now())) {
        services.timer().sleepUntil(until);
      }
      return data.exit();
    }

    private Exit chosen(Exit exit) {
      if (exit.next() == null) {
        throw StatesError.runtime(
            "Failed to transition out of the state. The state does not point to a next state.");
      }
      return exit;
    }

    private Exit checked(Exit exit) {
      if (Json.isTooLarge(Json.write(exit.output()))) {
        throw StatesError.tooLarge(state.name());
      }
      return exit;
    }

    private void leave(Exit exit) {
      var details = Details.output(Json.write(exit.output())).put("name", state.name());
      if (!exit.assigned().isEmpty()) {
        var assigned = details.putObject("assignedVariables");
        exit.assigned().forEach((name, value) -> assigned.put(name, Json.write(value)));
        details.putObject("assignedVariablesDetails").put("truncated", false);
      }
      branch.add(event("StateExited"), "stateExitedEventDetails", details);
      branch.left(exit);
    }

    private void noteEvaluation(StatesError error) {
      if (error.location() != null) {
        var details =
            Details.failure(error).put("location", error.location()).put("state", state.name());
        branch.add("EvaluationFailed", "evaluationFailedEventDetails", details);
      }
    }

    private boolean retried(StatesError error) throws InterruptedException {
      for (var i = 0; i < retries.length; i++) {
        var retrier = state.fields().retriers().get(i);
        if (retrier.errors().stream().anyMatch(error::matches)) {
          if (retries[i] >= retrier.maxAttempts()) {
            return false;
          }
          backOff(retrier, retries[i]++);
          return true;
        }
      }
      return false;
    }

    private void backOff(Retrier retrier, long attempt) throws InterruptedException {
      var seconds = retrier.delaySeconds(attempt);
      if (retrier.fullJitter()) {
        seconds *= services.random().nextDouble();
      }
      var delay = Duration.ofMillis(Math.round(seconds * 1000));
      services.timer().sleepUntil(services.timer().now().plus(delay));
      branch.split(List.of()); // a retry runs all branches or iterations again
      var shown = (ObjectNode) context.get("State");
      shown.put("RetryCount", shown.path("RetryCount").asInt() + 1);
    }

    private void caught(StatesError error) {
      if (isContainer() && !error.isRuntime()) {
        var field = state instanceof State.ForEach ? "mapState" : "parallelState";
        branch.add(event("StateFailed"), field + "FailedEventDetails", Details.failure(error));
      }
      var catcher = catcher(error);
      if (catcher == null) {
        if (StatesError.DATA_LIMIT.equals(error.error())) {
          branch.split(List.of()); // the one failure whose redrive repeats what succeeded
        }
        throw error.fromInside();
      }
      try {
        leave(checked(data().caught(catcher, error)));
      } catch (StatesError e) {
        var second = e.at(state.name(), enteredEventId);
        noteEvaluation(second);
        throw second.fromInside();
      }
    }

    private @Nullable Catcher catcher(StatesError error) {
      return state.fields().catchers().stream()
          .filter(catcher -> catcher.errors().stream().anyMatch(error::matches))
          .findFirst()
          .orElse(null);
    }

    private boolean isContainer() {
      return state instanceof State.Parallel || state instanceof State.ForEach;
    }

    private String event(String suffix) {
      return state.fields().type() + suffix;
    }

    private ObjectNode context(Instant enteredAt) {
      var shown = Json.object().put("Name", state.name()).put("EnteredTime", time(enteredAt));
      if (state instanceof State.Task || isContainer()) {
        shown.put("RetryCount", 0);
      }
      var machine = execution.machine();
      var context = Json.object();
      var about =
          Json.object()
              .put("Id", execution.arn())
              .put("Name", execution.start().name())
              .put("RoleArn", machine.roleArn())
              .put("StartTime", time(execution.start().at()))
              .put("RedriveCount", execution.standing().redriveCount());
      var redrivenAt = execution.standing().redrivenAt();
      if (redrivenAt != null) {
        about.put("RedriveTime", time(redrivenAt));
      }
      context.set("Execution", about.set("Input", execution.start().input()));
      context.set(
          "StateMachine", Json.object().put("Id", machine.arn()).put("Name", machine.name()));
      context.set("State", shown);
      if (branch.item() != null) {
        context.set("Map", branch.item());
      }
      return context;
    }
  }

  private static String time(Instant instant) {
    return MILLIS.format(instant.truncatedTo(ChronoUnit.MILLIS));
  }
}
