package com.example.orders.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A fault that is let into calls which functions make, until its end.
 *
 * @param ratePercent how many of the calls that are meant it strikes
 * @param function part of the name of the functions that are meant, or {@link #ANY}
 * @param target part of the calls that are meant, or {@link #ANY}: of the host, the operation or
 *     the first 8 KB of the body, which names the table or the queue
 * @param latency of {@link ChaosFault#LATENCY}
 * @param status of {@link ChaosFault#ERROR_STATUS}, from 400 to 599
 * @param error the error's name that goes with the status
 * @param until when it is over, whether anybody remembers it or not
 */
public record Experiment(
    ChaosFault fault,
    int ratePercent,
    String function,
    String target,
    Duration latency,
    int status,
    String error,
    Instant until) {
  /** Every function, or every call. */
  public static final String ANY = "*";

  /** How far away an end may be. */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** Strikes nothing. */
  public static final Experiment NONE =
      new Experiment(ChaosFault.LATENCY, 1, ANY, ANY, Duration.ZERO, 500, "", Instant.MIN);

  /**
   * @throws IllegalArgumentException if no call could be struck that way
   */
  public Experiment {
    requireNonNull(fault);
    requireNonNull(error);
    requireNonNull(until);
    check(ratePercent >= 1 && ratePercent <= 100, "1 <= ratePercent <= 100");
    check(!function.isEmpty() && !target.isEmpty(), "function and target are not empty");
    check(!latency.isNegative(), "latency is not negative");
    check(status >= 400 && status <= 599, "400 <= status <= 599");
  }

  /** Whether it can strike a call at that time. */
  public boolean isInForce(Instant now) {
    return now.isBefore(until);
  }

  /** Whether it ends soon enough to be begun at that time. */
  public boolean endsInTime(Instant now) {
    return !until.isAfter(now.plus(LONGEST));
  }

  /**
   * Whether it is about a call.
   *
   * @param name of the function
   * @param call host, operation and body
   */
  public boolean means(String name, String call) {
    return isPartOf(name, function) && isPartOf(call, target);
  }

  private static boolean isPartOf(String whole, String part) {
    return part.equals(ANY) || whole.contains(part);
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("An experiment must keep: " + rule);
    }
  }
}
