package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.ChangeSettings;
import com.example.orders.cli.Project;
import com.example.orders.load.Deployment;
import com.example.orders.proof.GameDay.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GameDayTest {
  private static final Path FOLDER = Project.find().root().resolve("chaos");
  private static final Instant END = Instant.parse("2026-01-31T12:00:00Z");

  private final List<String> lines = new ArrayList<>();

  @TempDir Path folder;

  /** An application of which it is known what a game day will see. */
  private record Known(Map<Measure, Integer> before, Map<Measure, Integer> after, List<String> done)
      implements Tried {
    static Known of(Map<Measure, Integer> after) {
      return new Known(
          Map.of(Measure.CONFIRMED, 100, Measure.VIOLATIONS, 0), after, new ArrayList<>());
    }

    @Override
    public Map<Measure, Integer> steady(int orders) {
      done.add("steady");
      return before;
    }

    @Override
    public Instant inject(GameDayScript script) {
      done.add("inject");
      return END;
    }

    @Override
    public Map<Measure, Integer> observe(int orders, Instant until) {
      done.add("observe");
      return Map.of(Measure.FAULTS, after.get(Measure.FAULTS), Measure.CONFIRMED_MEANWHILE, 60);
    }

    @Override
    public Map<Measure, Integer> recover() {
      done.add("recover");
      var seen = new EnumMap<>(after);
      seen.remove(Measure.FAULTS);
      return seen;
    }
  }

  @Test
  void aHypothesisThatHoldsExitsZero() throws Exception {
    var application = Known.of(good());
    assertThat(run(application)).isEqualTo(Outcome.HELD);
    assertThat(Outcome.HELD.exitCode()).isZero();
    assertThat(application.done()).containsExactly("steady", "inject", "observe", "recover");
    assertThat(lines)
        .contains(
            "Steady state: 16 orders, confirmed=100 violations=0",
            "  confirmed            100, expected at least 100: yes",
            "Verdict: the hypothesis holds");
  }

  @ParameterizedTest
  @CsvSource({
    "CONFIRMED, 95",
    "INBOX, 1",
    "VIOLATIONS, 1",
    "FAULTS_AFTER_THE_END, 1",
  })
  void aHypothesisThatDoesNotHoldExitsOne(Measure measure, int number) throws Exception {
    var seen = good();
    seen.put(measure, number);
    assertThat(run(Known.of(seen))).isEqualTo(Outcome.REFUTED);
    assertThat(Outcome.REFUTED.exitCode()).isEqualTo(1);
    assertThat(lines).filteredOn(line -> line.endsWith(": NO")).hasSize(1);
    assertThat(lines.getLast()).isEqualTo("Verdict: the hypothesis does not hold");
  }

  @Test
  void withoutAFaultNothingIsLearned() throws Exception {
    var seen = good();
    seen.put(Measure.FAULTS, 0);
    assertThat(run(Known.of(seen))).isEqualTo(Outcome.NOTHING_LEARNED);
    assertThat(Outcome.NOTHING_LEARNED.exitCode()).isEqualTo(2);
  }

  @Test
  void anApplicationThatIsNotWellIsLeftAlone() throws Exception {
    var application =
        new Known(Map.of(Measure.CONFIRMED, 90, Measure.VIOLATIONS, 0), good(), new ArrayList<>());
    assertThat(run(application)).isEqualTo(Outcome.NOTHING_LEARNED);
    assertThat(application.done()).containsExactly("steady");
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  /** The settings are looked at before anybody is asked; only then nobody answers. */
  @ParameterizedTest
  @MethodSource("files")
  void everyExperimentInjectsWhatTheFlagKnows(Path file) {
    var script = GameDayScript.read(file);
    assertThat(script.expect()).isNotEmpty();
    assertThat(script.inject()).containsKeys("fault", "ratePercent", "function", "target");
    assertThatThrownBy(
            () ->
                ChangeSettings.run(
                    Map.of("AWS_ENDPOINT_PORT", "1"), script.changes(END.toString())))
        .hasMessageStartingWith("No local cloud answers");
  }

  @Test
  void anExperimentThatExpectsWhatNobodyMeasuresIsRefused() throws IOException {
    var file = folder.resolve("odd.yaml");
    var text = Files.readString(FOLDER.resolve("slow-payments.yaml"));
    Files.writeString(file, text.replace("confirmedMeanwhile", "happiness"));
    assertThatThrownBy(() -> GameDayScript.read(file))
        .hasStackTraceContaining("Nobody measures happiness");
    Files.writeString(file, text.replace("atLeast", "around"));
    assertThatThrownBy(() -> GameDayScript.read(file)).hasStackTraceContaining("around");
  }

  @ParameterizedTest
  @CsvSource({"prod, on", "dev, off"})
  void theTemplateRefusesChaosInProdAndWithoutItsOffSwitch(String stage, String settings) {
    assertThatThrownBy(() -> deployed(stage, settings))
        .hasMessageContaining("It needs Stage=dev, and Settings=on");
    assertThat(deployed("dev", "on")).isNotNull();
  }

  private static Deployment deployed(String stage, String settings) {
    return Deployment.of(
        Project.find().template(), Map.of("Stage", stage, "Settings", settings, "Chaos", "on"));
  }

  private Outcome run(Known application) throws InterruptedException {
    return new GameDay(GameDayScript.read(FOLDER.resolve("slow-payments.yaml")), lines::add)
        .run(application);
  }

  private static EnumMap<Measure, Integer> good() {
    return new EnumMap<>(
        Map.of(
            Measure.FAULTS, 9,
            Measure.CONFIRMED, 100,
            Measure.REJECTED, 0,
            Measure.INBOX, 0,
            Measure.VIOLATIONS, 0,
            Measure.FAULTS_AFTER_THE_END, 0));
  }
}
