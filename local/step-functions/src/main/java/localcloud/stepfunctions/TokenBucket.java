package localcloud.stepfunctions;

import java.time.Duration;
import java.util.function.LongSupplier;

/** So many tokens come in a second; as many, and at least one, are kept. */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double size;
  private final LongSupplier nanoTime;
  private double tokens;
  private long last;

  TokenBucket(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.size = Math.max(1, Math.ceil(perSecond));
    this.nanoTime = nanoTime;
    this.tokens = size;
    this.last = nanoTime.getAsLong();
  }

  /** Takes a token, if there is one. */
  synchronized boolean take() {
    refill();
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes a token that may be still to come, and tells how long that takes. */
  synchronized Duration reserve() {
    refill();
    tokens--;
    return tokens >= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil(-tokens / perSecond * NANOS));
  }

  private void refill() {
    if (Double.isInfinite(perSecond)) {
      return;
    }
    var now = nanoTime.getAsLong();
    tokens = Math.min(size, tokens + (now - last) / NANOS * perSecond);
    last = now;
  }
}
