package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.proof.GameDay.Outcome;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** One of the experiments, with functions in their own JVMs and the flag from AppConfig. */
@Tag("local")
@Execution(CONCURRENT)
class GameDayIT {
  private static final long SEED = 7;

  @Test
  void slowPaymentsDelayOrdersAndUndoNone() throws Exception {
    var project = Project.find().root();
    var script = GameDayScript.read(project.resolve("chaos/slow-payments.yaml"));
    var lines = new ArrayList<String>();
    var log = new ProofLog(project.resolve("target"), "game-day.log");
    var outcome =
        TriedCloud.run(
            HoldGameDay.settings(SEED).telling(_ -> {}, log),
            script,
            new GameDay(script, lines::add));
    assertThat(outcome).as(String.join("\n", lines)).isEqualTo(Outcome.HELD);
    var page = withoutNumbers(Files.readString(project.resolve("docs/patterns/chaos.md")));
    assertThat(shown(lines)).isNotEmpty().allSatisfy(line -> assertThat(page).contains(line));
  }

  /** The hypothesis is in its file; how often the dice fall is no promise. */
  private static List<String> shown(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("Hypothesis:"))
        .map(GameDayIT::withoutNumbers)
        .toList();
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll(" *\\d[\\d:.TZ-]*", " #");
  }
}
