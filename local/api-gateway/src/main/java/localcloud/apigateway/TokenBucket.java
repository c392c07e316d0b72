package localcloud.apigateway;

import java.util.function.LongSupplier;

/** Lets {@code burst} requests in at once and {@code rate} a second after that. */
final class TokenBucket {
  private final double rate;
  private final int burst;
  private final LongSupplier nanoTime;
  private double tokens;
  private long last;

  TokenBucket(ApiSettings.Throttling throttling, LongSupplier nanoTime) {
    this.rate = throttling.rate();
    this.burst = throttling.burst();
    this.nanoTime = nanoTime;
    this.tokens = burst;
    this.last = nanoTime.getAsLong();
  }

  synchronized boolean take() {
    var now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - last) / 1e9 * rate);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
