package com.example.orders.breaker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.example.orders.settings.BreakerSettings;
import io.github.resilience4j.core.metrics.FixedSizeSlidingWindowMetrics;
import io.github.resilience4j.core.metrics.Metrics.Outcome;
import java.time.Duration;

/** The latest calls of one environment. */
final class SlidingWindow {
  private final BreakerSettings settings;
  private final FixedSizeSlidingWindowMetrics calls;

  SlidingWindow(BreakerSettings settings) {
    this.settings = settings;
    this.calls = new FixedSizeSlidingWindowMetrics(settings.window());
  }

  BreakerSettings settings() {
    return settings;
  }

  boolean isBad(boolean failed, Duration took) {
    return failed || took.compareTo(settings.slowCall()) >= 0;
  }

  /** Answers whether so many calls were bad that the breaker has to open. */
  boolean opensAfter(boolean failed, Duration took) {
    var outcome = isBad(failed, took) ? Outcome.ERROR : Outcome.SUCCESS;
    var seen = calls.record(took.toMillis(), MILLISECONDS, outcome);
    return outcome == Outcome.ERROR
        && seen.getTotalNumberOfCalls() >= settings.minimumCalls()
        && seen.getFailureRate() >= settings.failurePercent();
  }
}
