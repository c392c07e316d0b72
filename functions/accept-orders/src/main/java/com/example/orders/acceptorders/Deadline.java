package com.example.orders.acceptorders;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;

/**
 * How long the batch may still work. What does not fit is handed back: a run that is killed would
 * spend a receive of every message in it.
 */
final class Deadline {
  /** Kept to answer the queue. */
  private static final Duration RESERVE = Duration.ofMillis(1_500);

  /** Less is not worth a call. */
  private static final Duration SHORTEST = Duration.ofMillis(300);

  /** More would let one throttled order take the time of all others. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final Context context;

  Deadline(Context context) {
    this.context = context;
  }

  boolean isOver() {
    return left().compareTo(SHORTEST) < 0;
  }

  /** The time that the next call may take, its retries included. */
  Duration nextCall() {
    var left = left();
    if (left.compareTo(LONGEST) > 0) {
      return LONGEST;
    }
    return left.compareTo(SHORTEST) > 0 ? left : SHORTEST;
  }

  private Duration left() {
    return Duration.ofMillis(context.getRemainingTimeInMillis()).minus(RESERVE);
  }
}
