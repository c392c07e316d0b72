package com.example.orders.load;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time, in seconds: what is due happens in its order, and nothing waits. */
final class Agenda {
  private record Due(double time, long number, Runnable action) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingDouble(Due::time).thenComparingLong(Due::number));
  private double now;
  private long number;

  double now() {
    return now;
  }

  void in(double seconds, Runnable action) {
    due.add(new Due(now + seconds, number++, action));
  }

  /** Until nothing is due any more. */
  void run() {
    for (var next = due.poll(); next != null; next = due.poll()) {
      now = next.time();
      next.action().run();
    }
  }
}
