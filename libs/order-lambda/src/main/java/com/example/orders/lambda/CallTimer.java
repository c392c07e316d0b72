package com.example.orders.lambda;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Ends the AWS calls of an environment that take too long. The SDK's own timers, five threads for
 * each client, keep what was cancelled until it would have been due, and wake up for it: four times
 * an order. Here it is removed at once. And as something is always due within a second, a call's
 * timer is never the next one, for which the thread would have to be woken.
 */
final class CallTimer {
  /** Shorter than the limit of a call or an attempt. */
  private static final int PAUSE_SECONDS = 1;

  static final ScheduledThreadPoolExecutor SHARED = start();

  private CallTimer() {}

  static ScheduledThreadPoolExecutor start() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("call-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.scheduleWithFixedDelay(() -> {}, PAUSE_SECONDS, PAUSE_SECONDS, SECONDS);
    return timer;
  }
}
