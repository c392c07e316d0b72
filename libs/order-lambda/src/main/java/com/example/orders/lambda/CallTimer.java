package com.example.orders.lambda;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Ends the AWS calls of an environment that take too long. The SDK's own timers, five threads for
 * each client, keep what was cancelled until it would have been due, and wake up for it: four times
 * an order. Here it is removed at once. A tick every second is normally due first, so that no
 * thread has to be woken for a call's timer.
 */
final class CallTimer {
  /** Two, because ending a call can block, for example on a body that stalls. */
  private static final int THREADS = 2;

  /** Shorter than the limit of a call or an attempt. */
  private static final int TICK_SECONDS = 1;

  static final ScheduledThreadPoolExecutor SHARED = start();

  private CallTimer() {}

  static ScheduledThreadPoolExecutor start() {
    var timer = new ScheduledThreadPoolExecutor(THREADS, CallTimer::thread);
    timer.setRemoveOnCancelPolicy(true);
    timer.scheduleWithFixedDelay(() -> {}, TICK_SECONDS, TICK_SECONDS, SECONDS);
    return timer;
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "call-timer");
    thread.setDaemon(true);
    return thread;
  }
}
