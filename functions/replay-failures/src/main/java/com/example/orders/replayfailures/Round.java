package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Telemetry;
import com.example.orders.replayfailures.Replaying.Actor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done every minute: settle what is settled, replay what is due. */
final class Round {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);
  private static final Actor SCHEDULE = new Actor("replay-failures", null);

  /** 5,000 entries in a state: more than one run can look after. */
  private static final int PAGES = 50;

  /** What one entry may take. */
  private static final int RESERVE_MILLIS = 8_000;

  private final Failures failures;
  private final Replaying replaying;
  private final Clock clock;

  Round(Failures failures, Replaying replaying, Clock clock) {
    this.failures = failures;
    this.replaying = replaying;
    this.clock = clock;
  }

  /**
   * What is due comes first, so that entries which wait for an operator keep nothing waiting; then
   * those that have waited longest. What is left is left to the next minute.
   */
  ReplayResult run(IntSupplier remainingMillis, Counts counts) {
    var now = clock.instant();
    var waiting = new ArrayList<>(failures.list(FailureState.REPLAYING, PAGES));
    waiting.addAll(failures.list(FailureState.OPEN, PAGES));
    waiting.sort(
        Comparator.comparing((Failure entry) -> !entry.isDue(now))
            .thenComparing(Failure::openSince));
    for (var failure : waiting) {
      if (remainingMillis.getAsInt() < RESERVE_MILLIS) {
        return ReplayResult.sent("out of time; the next round goes on");
      }
      one(failure, counts);
    }
    return ReplayResult.sent("all that were due");
  }

  /** One entry's fault must not keep the others waiting. */
  private void one(Failure failure, Counts counts) {
    try {
      var order = failure.order();
      if (order == null) {
        work(failure, counts);
      } else {
        Telemetry.forOrder(order, () -> work(failure, counts));
      }
    } catch (RuntimeException e) {
      LOG.error("Entry {} is left to the next round: {}", failure.id(), Telemetry.describe(e));
    }
  }

  private boolean work(Failure failure, Counts counts) {
    replaying
        .settle(failure, SCHEDULE, counts)
        .filter(open -> open.isDue(clock.instant()))
        .ifPresent(due -> replaying.attempt(due, SCHEDULE, counts));
    return true;
  }
}
