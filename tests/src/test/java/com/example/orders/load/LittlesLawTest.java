package com.example.orders.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import com.example.orders.cli.Project;
import com.example.orders.documentation.PatternPage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Rate × latency = concurrency: as {@code make measure} found it here, and in the simulation. */
class LittlesLawTest {
  private static final PatternPage PAGE = new PatternPage("littles-law.md");

  private static JsonNode measured() throws IOException {
    return new ObjectMapper()
        .readTree(Project.find().root().resolve("docs/patterns/measured.json").toFile());
  }

  @Test
  void whatRanAtOnceIsRateTimesLatency() throws IOException {
    assertThat(measured().path("littlesLaw"))
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(
            row ->
                assertThat(row.path("atOnce").asDouble())
                    .as(row.toString())
                    .isCloseTo(product(row), withPercentage(10)));
  }

  @Test
  void thePageShowsWhatWasMeasured() throws IOException {
    for (var row : measured().path("littlesLaw")) {
      PAGE.shows(
          String.format(
              Locale.ROOT,
              "| `%s` | %d ms | %.2f | %.3f s | %.2f | %.2f |",
              row.path("function").asText(),
              row.path("providerLatencyMillis").asInt(),
              row.path("perSecond").asDouble(),
              row.path("seconds").asDouble(),
              product(row),
              row.path("atOnce").asDouble()));
    }
    PAGE.shows(
        "%d processors, %s, Java %d, on %s"
            .formatted(
                measured().path("processors").asInt(),
                measured().path("system").asText(),
                measured().path("java").asInt(),
                measured().path("date").asText()));
  }

  @Test
  void thePageShowsWhatTheTemplatesRatesNeed() throws IOException {
    for (var seconds : List.of(0.2, 1.0, 10.0)) {
      PAGE.shows(
          String.format(
              Locale.ROOT,
              "| %.1f s | %.0f | %.0f |",
              seconds,
              Math.ceil(rate("starter") * seconds),
              Math.ceil(rate("standard") * seconds)));
    }
  }

  private static int rate(String capacity) {
    return Deployment.of(Project.find().template(), Map.of("Capacity", capacity))
        .rate(Deployment.ORDERS);
  }

  /** Ten a second at random times, two seconds each, looked at in between: twenty at once. */
  @Test
  void theSimulationKeepsTheLaw() {
    var agenda = new Agenda();
    var environments = new Environments(agenda, 1_000, Map.of());
    var random = new Random(1);
    var seen = new LongAdder();
    for (var time = 0.0; time < 2_000; time -= Math.log(1 - random.nextDouble()) / 10) {
      agenda.in(time, () -> environments.invoke("charge", 2, () -> {}, () -> {}));
    }
    for (var second = 100; second < 2_000; second++) {
      agenda.in(second, () -> seen.add(environments.running("charge")));
    }
    agenda.run();
    assertThat(seen.doubleValue() / 1_900).isCloseTo(20, within(1.0));
  }

  private static double product(JsonNode row) {
    return row.path("perSecond").asDouble() * row.path("seconds").asDouble();
  }
}
