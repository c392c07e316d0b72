package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {
  @ParameterizedTest
  @CsvSource({"1, 4, 16, 2", "2, 4, 16, 2", "4, 8, 32, 2", "8, 16, 64, 0", "64, 16, 64, 0"})
  void followsTheProcessors(int processors, int environments, int workflows, int seconds) {
    assertThat(Capacity.of(processors))
        .isEqualTo(new Capacity(environments, workflows, Duration.ofSeconds(seconds)));
  }
}
