package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedTimerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private final List<Instant> planned = new ArrayList<>();

  private final Timer recording =
      new Timer() {
        @Override
        public Runnable at(Instant time, Runnable action) {
          planned.add(time);
          action.run();
          return () -> {};
        }

        @Override
        public Instant now() {
          return NOW;
        }

        @Override
        public void close() {}
      };

  @Test
  void waitsAndTimeoutsHaveTheirOwnFactors() throws Exception {
    var paced = new PacedTimer(recording, 0.1, 2);
    paced.sleepUntil(NOW.plusSeconds(60));
    paced.at(NOW.plusSeconds(60), () -> {});
    assertThat(planned).containsExactly(NOW.plusSeconds(6), NOW.plusSeconds(120));
    assertThat(paced.now()).isEqualTo(NOW);
  }

  @Test
  void whatIsOverdueStaysSo() {
    var paced = new PacedTimer(recording, 0.1, 0.1);
    paced.at(NOW.minusSeconds(5), () -> {});
    assertThat(planned).containsExactly(NOW.minusSeconds(5));
  }
}
