package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  @Test
  void looksOnceInAnInterval() {
    var loads = List.of(0.95, 0.1).iterator();
    var processors = new Processors(loads::next, Duration.ofHours(1));

    assertThat(processors.areBusy()).isTrue();
    assertThat(processors.areBusy()).isTrue();
    assertThat(loads.next()).isEqualTo(0.1);
  }

  @Test
  void looksAgainAfterIt() {
    var loads = List.of(0.95, 0.1).iterator();
    var processors = new Processors(loads::next, Duration.ZERO);

    assertThat(processors.areBusy()).isTrue();
    assertThat(processors.areBusy()).isFalse();
  }
}
