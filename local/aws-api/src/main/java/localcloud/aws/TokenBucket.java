package localcloud.aws;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets {@code size} calls in at once and {@code perSecond} a second after that. */
public final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double size;
  private final LongSupplier nanoTime;
  private double tokens;
  private long last;

  /**
   * A full bucket.
   *
   * @param perSecond infinity for a bucket that is always full
   * @param nanoTime as {@link System#nanoTime()}
   */
  public TokenBucket(double perSecond, double size, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.size = size;
    this.nanoTime = nanoTime;
    this.tokens = size;
    this.last = nanoTime.getAsLong();
  }

  /** Takes a token, if there is one. */
  public synchronized boolean take() {
    refill();
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes a token that may be still to come, and tells how long that takes. */
  public synchronized Duration reserve() {
    refill();
    tokens--;
    return tokens >= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil(-tokens / perSecond * NANOS));
  }

  private void refill() {
    var now = nanoTime.getAsLong();
    tokens =
        Double.isInfinite(perSecond)
            ? size
            : Math.min(size, tokens + (now - last) / NANOS * perSecond);
    last = now;
  }
}
