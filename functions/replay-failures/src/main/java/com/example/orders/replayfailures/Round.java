package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Telemetry;
import com.example.orders.replayfailures.Replaying.Wish;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done every minute: settle what is settled, replay what is due. */
final class Round {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);
  private static final Wish SCHEDULE = new Wish("replay-failures", null);

  /** Enough for what one run can do. */
  private static final int PAGES = 5;

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

  Replaying replaying() {
    return replaying;
  }

  /** Those that have waited longest come first; what is left is left to the next minute. */
  Outcome run(IntSupplier remainingMillis, Counts counts) {
    for (var state : List.of(FailureState.REPLAYING, FailureState.OPEN)) {
      for (var failure : list(state)) {
        if (remainingMillis.getAsInt() < RESERVE_MILLIS) {
          return Outcome.sent("out of time; the next round goes on");
        }
        one(failure, counts);
      }
    }
    return Outcome.sent("all that were due");
  }

  private List<Failure> list(FailureState state) {
    var found = failures.list(state, PAGES);
    found.sort(Comparator.comparing(Failure::openSince));
    return found;
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
