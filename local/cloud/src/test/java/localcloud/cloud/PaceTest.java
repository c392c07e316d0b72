package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void asynchronousRetriesWaitOneAndTwoMinutesOnAws() {
    assertThat(Pace.real().asyncRetries())
        .containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(2));
    assertThat(Pace.ofRetries(0.01).asyncRetries())
        .containsExactly(Duration.ofMillis(600), Duration.ofMillis(1200));
  }

  @Test
  void asynchronousRetriesAloneCanBeMadeQuick() {
    assertThat(Pace.ofAsyncRetries(1.0 / 60))
        .isEqualTo(new Pace(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), 1, 1, 1));
  }

  @Test
  void aVisibilityKeepsASecond() {
    assertThat(Pace.real().visibilitySeconds(45)).isEqualTo(45);
    var fast = Pace.real().withVisibility(0.1);
    assertThat(fast.visibilitySeconds(60)).isEqualTo(6);
    assertThat(fast.visibilitySeconds(3)).isEqualTo(1);
    assertThat(fast.visibilitySeconds(0)).isZero();
  }

  @Test
  void timeDoesNotStandStill() {
    assertThatThrownBy(() -> new Pace(List.of(), 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Pace.real().withTimeouts(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
