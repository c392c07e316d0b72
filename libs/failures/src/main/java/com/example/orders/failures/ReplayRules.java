package com.example.orders.failures;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a transient failure is replayed by itself, and for how long a replay may take. */
public final class ReplayRules {
  private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  /** So many doublings pass the longest delay, and a long outage must not overflow. */
  private static final int DOUBLINGS = 6;

  private ReplayRules() {}

  /**
   * One minute, doubled with each replay up to an hour, for as long as it takes: an outage ends
   * some time, and that it lasts is for an alarm on the entry's age to say. None for other classes.
   */
  public static Optional<Instant> nextReplay(
      Classification classification, int replays, Instant now) {
    if (classification.failureClass() != FailureClass.TRANSIENT) {
      return Optional.empty();
    }
    var delay = FIRST_DELAY.multipliedBy(1L << Math.min(replays, DOUBLINGS));
    return Optional.of(now.plus(delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY));
  }
}
