package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How long an invocation may still work. What Lambda kills can neither log nor answer, and leaves
 * its caller without a reason.
 */
public final class Deadline {
  /** Kept to log and to answer. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  /** Less is not worth a call. */
  private static final Duration SHORTEST = Duration.ofMillis(300);

  private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();
  private static final Deadline NONE = new Deadline(() -> Integer.MAX_VALUE, Duration.ZERO);

  private final IntSupplier remainingMillis;
  private final Duration reserve;

  private Deadline(IntSupplier remainingMillis, Duration reserve) {
    this.remainingMillis = remainingMillis;
    this.reserve = reserve;
  }

  /** Half a second before Lambda ends the invocation. */
  public static Deadline of(Context context) {
    return new Deadline(() -> context.getRemainingTimeInMillis(), RESERVE);
  }

  /** The deadline of the invocation whose work this thread does; outside of one there is none. */
  public static Deadline current() {
    return CURRENT.orElse(NONE);
  }

  /** Does the work of an invocation: every call to AWS in it ends before the deadline. */
  static <R> R bind(Context context, Supplier<R> work) {
    return ScopedValue.where(CURRENT, of(context)).call(work::get);
  }

  /** A deadline so much earlier. */
  public Deadline earlier(Duration by) {
    return new Deadline(remainingMillis, reserve.plus(by));
  }

  /** Whether no further call fits. */
  public boolean isOver() {
    return !fits(Duration.ZERO);
  }

  /** Whether a call fits that begins after a pause. */
  boolean fits(Duration pause) {
    return left().minus(pause).compareTo(SHORTEST) >= 0;
  }

  /** The time that the next call may take: what is left, at least 300 ms, at most the longest. */
  public Duration atMost(Duration longest) {
    var left = left();
    if (left.compareTo(longest) > 0) {
      return longest;
    }
    return left.compareTo(SHORTEST) > 0 ? left : SHORTEST;
  }

  private Duration left() {
    return Duration.ofMillis(remainingMillis.getAsInt()).minus(reserve);
  }
}
