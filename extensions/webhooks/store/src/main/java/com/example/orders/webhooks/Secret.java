package com.example.orders.webhooks;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A key that an endpoint's webhooks are signed with.
 *
 * @param key {@code whsec_} and 32 random bytes in Base64, as Standard Webhooks writes it
 * @param until when it stops being used; null while it is the newest
 */
public record Secret(String key, @Nullable Instant until) {
  private static final int BYTES = 32;

  public static Secret random(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Secret("whsec_" + Base64.getEncoder().encodeToString(bytes), null);
  }

  public boolean isUsedAt(Instant now) {
    return until == null || now.isBefore(until);
  }

  public Secret until(Instant end) {
    return new Secret(key, end);
  }

  /** Without the key: it must not come into a log. */
  @Override
  public String toString() {
    return "Secret[until=" + until + "]";
  }
}
