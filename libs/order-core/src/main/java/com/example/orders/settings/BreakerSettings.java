package com.example.orders.settings;

import java.time.Duration;

/**
 * When a breaker opens, and for how long.
 *
 * @param window how many of the latest calls of one environment are looked at
 * @param minimumCalls fewer calls than these never open it
 * @param failurePercent it opens when so many of the calls in the window failed or were slow
 * @param slowCall a call that takes so long counts as one that failed
 * @param openFor how long no call is made after it has opened
 * @param probeLease how long one probe keeps the others away; longer than a function may run, so
 *     that a probe which dies with its environment has ended
 * @param refresh how long an environment believes what it has read of the shared state
 */
public record BreakerSettings(
    int window,
    int minimumCalls,
    int failurePercent,
    Duration slowCall,
    Duration openFor,
    Duration probeLease,
    Duration refresh) {
  private static final Duration LONGEST_RUN = Duration.ofSeconds(15);

  /** Opens after 5 failures among the last 10 calls, and probes every 30 seconds. */
  public static final BreakerSettings DEFAULT =
      new BreakerSettings(
          10,
          5,
          50,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5));

  /**
   * @throws IllegalArgumentException if the breaker could never open, or two probes could overlap
   */
  public BreakerSettings {
    check(minimumCalls >= 1 && window >= minimumCalls, "1 <= minimumCalls <= window");
    check(failurePercent >= 1 && failurePercent <= 100, "1 <= failurePercent <= 100");
    check(slowCall.isPositive() && openFor.isPositive(), "slowCall and openFor are positive");
    check(probeLease.compareTo(LONGEST_RUN) > 0, "probeLease is longer than a function may run");
    check(refresh.isPositive(), "refresh is positive");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("A breaker's settings must keep: " + rule);
    }
  }
}
