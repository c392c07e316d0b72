package com.example.orders.failures;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a transient failure is replayed by itself, and for how long a replay may take. */
public final class ReplayRules {
  /** After so many replays, by whomever, an operator has to look. */
  static final int AUTOMATIC_REPLAYS = 5;

  private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private ReplayRules() {}

  /** One minute, doubled with each replay up to an hour; none for other classes. */
  public static Optional<Instant> nextReplay(
      Classification classification, int replays, Instant now) {
    if (classification.failureClass() != FailureClass.TRANSIENT || replays >= AUTOMATIC_REPLAYS) {
      return Optional.empty();
    }
    var delay = FIRST_DELAY.multipliedBy(1L << replays);
    return Optional.of(now.plus(delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY));
  }
}
