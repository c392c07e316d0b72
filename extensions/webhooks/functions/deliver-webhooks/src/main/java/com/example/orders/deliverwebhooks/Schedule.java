package com.example.orders.deliverwebhooks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after which attempt. Every wait is a fifth shorter or longer, so that what
 * failed together is not sent together again.
 *
 * @param waits one fewer than the attempts
 * @param random from 0 up to 1
 */
record Schedule(List<Duration> waits, DoubleSupplier random) {
  /** With the challenge the customer waits for the answer. */
  private static final List<Duration> OF_CHALLENGES =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(60));

  /** One attempt more than waits; the queue gives a message up after ten receives. */
  private static final int MOST = 8;

  /** A fifth more is 10 h 48 min; SQS hides a message for 12 hours at most. */
  private static final Duration LONGEST = Duration.ofHours(9);

  private static final double SHORTEST_PART = 0.8;
  private static final double SPREAD = 0.4;

  Schedule {
    waits = List.copyOf(waits);
    if (waits.size() > MOST) {
      throw new IllegalArgumentException("More than " + MOST + " waits");
    }
    for (var wait : waits) {
      if (!wait.isPositive() || wait.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("A wait is longer than 0 and at most " + LONGEST);
      }
    }
  }

  /**
   * @param seconds with commas between
   */
  static Schedule of(String seconds, DoubleSupplier random) {
    return new Schedule(
        Arrays.stream(seconds.split(","))
            .map(text -> Duration.ofSeconds(Long.parseLong(text.strip())))
            .toList(),
        random);
  }

  /** The same manner for the challenge of an endpoint. */
  Schedule ofChallenges() {
    return new Schedule(OF_CHALLENGES, random);
  }

  /** The wait after so many attempts; empty after the last one. */
  Optional<Duration> waitAfter(int attempts) {
    return attempts > waits.size()
        ? Optional.empty()
        : Optional.of(spread(waits.get(attempts - 1)));
  }

  private Duration spread(Duration wait) {
    var part = SHORTEST_PART + SPREAD * random.getAsDouble();
    return Duration.ofMillis(Math.round(wait.toMillis() * part));
  }
}
