package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayRunTest {
  private final List<String> asked = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Set<String> refused = Set.of();

  @Test
  void replaysAllAtTheRateThatWasAskedFor() {
    var report = run().replay(List.of("a", "b", "c"), 4, () -> false);

    assertThat(asked).containsExactly("a", "b", "c");
    assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(250));
    assertThat(report.text()).isEqualTo("3 sent, 0 refused, 0 left: done");
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void stopsAfterTheOneThatIsOnItsWay() {
    var report = run().replay(List.of("a", "b", "c"), 1, () -> asked.size() == 2);

    assertThat(asked).containsExactly("a", "b");
    assertThat(report.text()).isEqualTo("2 sent, 0 refused, 1 left: stopped");
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void stopsByItselfAfterThreeRefusalsInARow() {
    refused = Set.of("a", "b", "d", "e", "f");

    var report = run().replay(List.of("a", "b", "c", "d", "e", "f", "g"), 1, () -> false);

    assertThat(asked).containsExactly("a", "b", "c", "d", "e", "f");
    assertThat(report.text()).isEqualTo("1 sent, 5 refused, 1 left: three refusals in a row");
    assertThat(said).contains("c  sent", "d  it is not open (HTTP 409)");
  }

  @Test
  void aRunWithARefusalIsNotClean() {
    refused = Set.of("a");

    assertThat(run().replay(List.of("a", "b"), 1, () -> false).isClean()).isFalse();
  }

  private ReplayRun run() {
    var problem = new ObjectMapper().createObjectNode().put("detail", "it is not open");
    return new ReplayRun(
        id -> {
          asked.add(id);
          return new OperationsApi.Answer(refused.contains(id) ? 409 : 202, problem);
        },
        said::add,
        pauses::add);
  }
}
