package com.example.orders.deliverwebhooks;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header of that name (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {
  /** Nobody is left alone for longer. */
  static final Duration LONGEST = Duration.ofHours(8);

  private static final int DIGITS = 9;

  private RetryAfter() {}

  /** How long from now on; null if the text says nothing of use. */
  static @Nullable Duration of(String text, Instant now) {
    var wait = text.matches("\\d{1," + DIGITS + "}") ? seconds(text) : until(text, now);
    if (wait == null || wait.isNegative()) {
      return null;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static @Nullable Duration until(String text, Instant now) {
    try {
      return Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
