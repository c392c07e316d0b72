package com.example.orders.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import localcloud.stepfunctions.Timer;

/** Time that moves only when somebody waits for it, so hours of retries take milliseconds. */
final class VirtualTimer implements Timer {
  private record Due(Instant time, Runnable action) {}

  private final List<Due> actions = new ArrayList<>();
  static final Instant START = Instant.parse("2026-11-21T03:15:00Z");

  private Instant now = START;

  @Override
  public synchronized Runnable at(Instant time, Runnable action) {
    var due = new Due(time, action);
    actions.add(due);
    return () -> {
      synchronized (this) {
        actions.remove(due);
      }
    };
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public void sleepUntil(Instant time) {
    advanceTo(time);
  }

  void advance(Duration time) {
    advanceTo(now().plus(time));
  }

  private void advanceTo(Instant time) {
    List<Due> due;
    synchronized (this) {
      now = time.isAfter(now) ? time : now;
      due = actions.stream().filter(action -> !action.time().isAfter(now)).toList();
      actions.removeAll(due);
    }
    due.forEach(action -> action.action().run());
  }

  @Override
  public void close() {}
}
