package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages count and name the mistakes that {@link PlantedBugsIT} plants. */
class PlantedBugsTest {
  private static final Path DOCS = Project.find().root().resolve("docs");

  @Test
  void thePagesSayHowManyMistakesArePlantedAndWhich() throws Exception {
    var copies = PlantedBugsIT.mistakes();
    var mistakes = copies.stream().flatMap(List::stream).map(PlantedBug::name).toList();
    var decision =
        Files.readString(DOCS.resolve("decisions/017-how-the-proof-works.md")).replace('\n', ' ');

    assertThat(mistakes).doesNotHaveDuplicates();
    assertThat(decision)
        .contains("plants %d mistakes in %d copies".formatted(mistakes.size(), copies.size()))
        .contains(String.join(", ", mistakes) + ".");
    assertThat(Files.readString(DOCS.resolve("proof.md")))
        .contains(
            "%d local clouds; %d mistakes compiled into copies"
                .formatted(copies.size() + 1, mistakes.size()));
  }
}
