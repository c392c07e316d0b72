package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread of an execution: its variables, its Map item, its last event, and how far it has come,
 * from where a redrive goes on.
 */
final class Branch {
  /** Quota of Step Functions; the last event is the execution's end. */
  private static final int MAX_EVENTS = 25_000;

  /**
   * Where a branch is.
   *
   * @param state the state it is in or comes to next, or null at the end of its flow
   * @param data that state's input, or the flow's output
   * @param entry null as long as the state has not been entered
   */
  record Position(@Nullable String state, JsonNode data, @Nullable Entry entry) {}

  record Entry(long eventId, Instant at) {}

  private final Execution execution;
  private final Timer timer;
  private final Variables variables;
  private final @Nullable ObjectNode item;
  private long lastEventId;
  private @Nullable Position position;
  private List<Branch> parts = List.of();

  Branch(Execution execution, Timer timer) {
    this(execution, timer, new Variables(), null, 0);
  }

  private Branch(
      Execution execution,
      Timer timer,
      Variables variables,
      @Nullable ObjectNode item,
      long lastEventId) {
    this.execution = execution;
    this.timer = timer;
    this.variables = variables;
    this.item = item;
    this.lastEventId = lastEventId;
  }

  /** A branch of a Parallel state. */
  Branch inner() {
    return new Branch(execution, timer, variables.inner(), item, lastEventId);
  }

  /** An iteration of a Map state. */
  Branch iteration(int index, JsonNode value) {
    var shown = Json.object().set("Item", Json.object().put("Index", index).set("Value", value));
    return new Branch(execution, timer, variables.inner(), (ObjectNode) shown, lastEventId);
  }

  /** Null before the branch's first state. */
  @Nullable Position position() {
    return position;
  }

  boolean isOver() {
    return position != null && position.state() == null;
  }

  void comeTo(String state, JsonNode input) {
    position = new Position(state, input, null);
  }

  /** Notes that the state it is at is entered. */
  Entry entered(Position here, long eventId) {
    var entry = new Entry(eventId, timer.now());
    position = new Position(here.state(), here.data(), entry);
    parts = List.of();
    return entry;
  }

  /** The next event follows the state's first entry, as AWS chains a redriven state. */
  void backAt(Entry entry) {
    lastEventId = entry.eventId();
  }

  void left(Exit exit) {
    variables.assign(exit.assigned());
    position = new Position(exit.next(), exit.output(), null);
  }

  /** The branches or iterations of the state it is at: those of the last attempt. */
  List<Branch> parts() {
    return parts;
  }

  void split(List<Branch> into) {
    parts = into;
  }

  Variables variables() {
    return variables;
  }

  @Nullable ObjectNode item() {
    return item;
  }

  long lastEventId() {
    return lastEventId;
  }

  long add(String type) {
    return note(type, null, null);
  }

  long add(String type, String detailsField, ObjectNode details) {
    return note(type, detailsField, details);
  }

  private long note(String type, @Nullable String detailsField, @Nullable ObjectNode details) {
    lastEventId = execution.add(timer.now(), lastEventId, type, detailsField, details);
    if (lastEventId >= MAX_EVENTS - 1) {
      throw StatesError.of(
          StatesError.RUNTIME,
          "The execution reached the maximum number of history events (25000).");
    }
    return lastEventId;
  }
}
