package com.example.orders.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import localcloud.stepfunctions.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Time for many executions: it moves only while all of them wait for it, and wakes them one after
 * the other, so that a run with the same seeds goes the same way.
 */
final class FleetTimer implements Timer {
  private static final Duration STUCK = Duration.ofSeconds(30);

  private record Due(Instant time, long number, Runnable action) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparing(Due::time).thenComparing(Due::number);

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private Instant now = VirtualTimer.START;
  private long number;
  private int live;
  private int asleep;

  @Override
  public synchronized Runnable at(Instant time, Runnable action) {
    var added = new Due(time, number++, action);
    due.add(added);
    return () -> callOff(added);
  }

  private synchronized void callOff(Due added) {
    due.remove(added);
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public void sleepUntil(Instant time) throws InterruptedException {
    var woken = new CountDownLatch(1);
    synchronized (this) {
      at(time, () -> wake(woken));
      asleep++;
      notifyAll();
    }
    woken.await();
  }

  private synchronized void wake(CountDownLatch sleeper) {
    asleep--;
    sleeper.countDown();
  }

  /** Called before an execution starts. */
  synchronized void enter() {
    live++;
  }

  /** Called once an execution has ended, and all that follows from it has its time. */
  synchronized void leave() {
    live--;
    notifyAll();
  }

  /** Lets time pass until nothing is due any more. */
  void run() throws InterruptedException {
    for (var next = next(); next != null; next = next()) {
      next.action().run();
    }
  }

  private synchronized @Nullable Due next() throws InterruptedException {
    while (asleep < live) {
      var before = number;
      wait(STUCK.toMillis());
      if (asleep < live && number == before) {
        throw new IllegalStateException(live - asleep + " executions neither wait nor end");
      }
    }
    var next = due.poll();
    if (next != null && next.time().isAfter(now)) {
      now = next.time();
    }
    return next;
  }

  @Override
  public void close() {}
}
