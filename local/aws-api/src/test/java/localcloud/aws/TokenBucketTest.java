package localcloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong nanos = new AtomicLong();
  private final TokenBucket bucket = new TokenBucket(2, 3, nanos::get);

  @Test
  void letsTheBurstInAndThenTheRate() {
    assertThat(taken(10)).isEqualTo(3);
    nanos.addAndGet(1_000_000_000);
    assertThat(taken(10)).isEqualTo(2);
  }

  @Test
  void holdsNoMoreThanTheBurst() {
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(taken(10)).isEqualTo(3);
  }

  private int taken(int tries) {
    var taken = 0;
    for (var i = 0; i < tries; i++) {
      taken += bucket.take() ? 1 : 0;
    }
    return taken;
  }
}
