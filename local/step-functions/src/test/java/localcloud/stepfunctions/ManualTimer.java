package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that moves only when a test says so, or, if eager, at once to whatever is waited for. */
final class ManualTimer implements Timer {
  private final boolean eager;
  private final List<Entry> waiting = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");

  private record Entry(Instant time, Runnable action) {}

  ManualTimer(boolean eager) {
    this.eager = eager;
  }

  @Override
  public Runnable at(Instant time, Runnable action) {
    var entry = new Entry(time, action);
    synchronized (this) {
      delays.add(Duration.between(now, time));
      if (!eager) {
        waiting.add(entry);
        return () -> callOff(entry);
      }
      now = time;
    }
    action.run();
    return () -> {};
  }

  private synchronized void callOff(Entry entry) {
    waiting.remove(entry);
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  /** Waits until so many actions are due some time, then moves the clock. */
  void advance(int expected, Duration step) {
    await().until(() -> waiting() == expected);
    List<Entry> due;
    synchronized (this) {
      now = now.plus(step);
      due = waiting.stream().filter(entry -> !entry.time().isAfter(now)).toList();
      waiting.removeAll(due);
    }
    due.forEach(entry -> entry.action().run());
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized List<Duration> delays() {
    return List.copyOf(delays);
  }

  @Override
  public void close() {}
}
