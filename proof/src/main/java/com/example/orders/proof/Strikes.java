package com.example.orders.proof;

import java.util.concurrent.atomic.AtomicInteger;
import localcloud.lambda.LogSink;

/** Counts in the functions' logs which calls were struck, and passes the lines on. */
final class Strikes implements LogSink {
  private final String mark;
  private final LogSink next;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param fault its label
   */
  Strikes(String fault, LogSink next) {
    this.mark = "Injected " + fault + " into ";
    this.next = next;
  }

  @Override
  public void line(String function, String environment, String line) {
    if (line.contains(mark)) {
      count.incrementAndGet();
    }
    next.line(function, environment, line);
  }

  int count() {
    return count.get();
  }
}
