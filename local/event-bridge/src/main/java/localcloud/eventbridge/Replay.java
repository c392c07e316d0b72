package localcloud.eventbridge;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One replay: what was asked for, and how far it is. */
final class Replay implements Requests.Listed {
  /** What a replayed event has and no other one does. */
  static final String NAME_FIELD = "replay-name";

  /**
   * What was asked for.
   *
   * @param from the earliest time of an event, included
   * @param to the latest time of an event, excluded
   * @param rules the ARNs of the rules that get the events; empty for all
   */
  record Order(
      String name,
      String arn,
      @Nullable String description,
      Archive archive,
      Instant from,
      Instant to,
      List<String> rules,
      Instant startedAt) {}

  /** API reference, ReplayState. */
  enum State {
    STARTING,
    RUNNING,
    CANCELLING,
    COMPLETED,
    CANCELLED,
    FAILED;

    boolean isEnd() {
      return compareTo(COMPLETED) >= 0;
    }
  }

  private final Order order;
  private State state = State.STARTING;
  private @Nullable String reason;
  private @Nullable Instant lastReplayed;
  private @Nullable Instant endedAt;

  Replay(Order order) {
    this.order = order;
  }

  Order order() {
    return order;
  }

  synchronized boolean isEnded() {
    return state.isEnd();
  }

  /** Answers whether it may go on: it has not been cancelled. */
  synchronized boolean run() {
    if (state == State.STARTING) {
      state = State.RUNNING;
    }
    return state == State.RUNNING;
  }

  /**
   * Answers what changed, as it is before its thread sees it; empty if it can no longer be
   * cancelled.
   */
  synchronized Optional<Map<String, ?>> cancel() {
    if (state != State.STARTING && state != State.RUNNING) {
      return Optional.empty();
    }
    state = State.CANCELLING;
    return Optional.of(changed());
  }

  synchronized void replayed(Instant time) {
    lastReplayed = time;
  }

  synchronized void end(Instant now) {
    state = state == State.CANCELLING ? State.CANCELLED : State.COMPLETED;
    endedAt = now;
  }

  synchronized void fail(String why, Instant now) {
    state = State.FAILED;
    reason = why;
    endedAt = now;
  }

  @Override
  public String name() {
    return order.name();
  }

  @Override
  public synchronized String state() {
    return state.name();
  }

  @Override
  public String source() {
    return order.archive().arn();
  }

  @Override
  public synchronized Map<String, ?> summary() {
    var summary = new LinkedHashMap<String, Object>();
    summary.put("ReplayName", order.name());
    summary.put("EventSourceArn", order.archive().arn());
    summary.put("State", state.name());
    putIfGiven(summary, "StateReason", reason);
    summary.put("EventStartTime", Requests.seconds(order.from()));
    summary.put("EventEndTime", Requests.seconds(order.to()));
    putIfGiven(summary, "EventLastReplayedTime", seconds(lastReplayed));
    summary.put("ReplayStartTime", Requests.seconds(order.startedAt()));
    putIfGiven(summary, "ReplayEndTime", seconds(endedAt));
    return summary;
  }

  synchronized Map<String, ?> described() {
    var described = new LinkedHashMap<String, Object>(summary());
    described.put("ReplayArn", order.arn());
    putIfGiven(described, "Description", order.description());
    var destination = new LinkedHashMap<String, Object>();
    destination.put("Arn", order.archive().bus().arn());
    if (!order.rules().isEmpty()) {
      destination.put("FilterArns", order.rules());
    }
    described.put("Destination", destination);
    return described;
  }

  /** The answer to a start and to a cancel. */
  synchronized Map<String, ?> changed() {
    var changed = new LinkedHashMap<String, Object>();
    changed.put("ReplayArn", order.arn());
    changed.put("State", state.name());
    putIfGiven(changed, "StateReason", reason);
    return changed;
  }

  private static @Nullable Double seconds(@Nullable Instant time) {
    return time == null ? null : Requests.seconds(time);
  }

  private static void putIfGiven(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }
}
