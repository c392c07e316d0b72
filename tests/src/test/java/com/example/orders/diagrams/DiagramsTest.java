package com.example.orders.diagrams;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The workflow's page shows the workflow that is deployed. */
class DiagramsTest {
  private static final Path ROOT = Project.find().root();

  @Test
  void thePageIsWhatTheCommandDraws() throws Exception {
    assertThat(Files.readString(Diagrams.page(ROOT)))
        .as("run `make diagrams` and look at what changed")
        .isEqualTo(Diagrams.drawn(ROOT));
  }

  @Test
  @SuppressWarnings("unchecked")
  void everyStateIsDrawn() throws Exception {
    var diagram = WorkflowDiagram.of(ROOT);
    var states = (Map<String, Object>) diagram.definition().get("States");

    assertThat(states).hasSizeGreaterThan(10);
    assertThat(diagram.mermaid().lines().map(line -> line.strip().split("[\\[({ ]")[0]))
        .containsAll(states.keySet());
  }
}
