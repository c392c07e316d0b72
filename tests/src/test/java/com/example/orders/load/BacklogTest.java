package com.example.orders.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.documentation.PatternPage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code make measure} counted of a backlog, by the size of a batch. */
class BacklogTest {
  private static final PatternPage PAGE = new PatternPage("backlogs.md");

  private static JsonNode measured() throws IOException {
    return new ObjectMapper()
        .readTree(Project.find().root().resolve("docs/patterns/measured.json").toFile())
        .path("backlog");
  }

  /** Each of the consumers may find less than a batch at the end. */
  @Test
  void aBacklogComesInFullBatches() throws IOException {
    var stack = Deployment.of(Project.find().template(), Map.of("Capacity", "standard"));
    assertThat(measured()).hasSizeGreaterThanOrEqualTo(4);
    for (var row : measured()) {
      var batches = Math.ceilDiv(row.path("orders").asInt(), row.path("batchSize").asInt());
      assertThat(row.path("invocations").asInt())
          .as(row.toString())
          .isBetween(batches, batches + 2 * stack.consumers(Deployment.INTAKE));
    }
    assertThat(measured().valueStream().map(row -> row.path("batchSize").asInt()))
        .as("the template's own")
        .contains(stack.batch(Deployment.INTAKE));
  }

  @Test
  void thePageShowsWhatWasMeasured() throws IOException {
    for (var row : measured()) {
      PAGE.shows(
          String.format(
              Locale.ROOT,
              "| %d | %d | %.3f | %.2f |",
              row.path("batchSize").asInt(),
              row.path("invocations").asInt(),
              row.path("secondsEach").asDouble(),
              row.path("invocations").asInt() * row.path("secondsEach").asDouble()));
    }
  }
}
