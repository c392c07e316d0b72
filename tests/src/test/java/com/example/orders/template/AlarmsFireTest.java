package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each alarm of the core and of the extensions rings of what it is there for, in time, and of
 * nothing less: {@code alarms.yaml} says what that is.
 */
class AlarmsFireTest {
  private static final Map<String, AlarmTrial> TRIALS = AlarmTrial.all();

  private static AlarmTrial trial(String part) {
    var trial = TRIALS.get(part);
    assertThat(trial).as(part).isNotNull();
    return trial;
  }

  static Stream<Arguments> alarms() {
    return TRIALS.entrySet().stream()
        .flatMap(
            trial ->
                trial.getValue().alarms().map(alarm -> Arguments.of(trial.getKey(), alarm.id())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("alarms")
  void ringsOfWhatItIsThereForAndOfNothingLess(String part, String alarm) {
    var trial = trial(part);
    assertThat(trial.findings(trial.template().get(alarm))).isEmpty();
  }

  static Stream<String> parts() {
    return TRIALS.keySet().stream();
  }

  /** In a new stack they ring before anything was said; who deploys has to know. */
  @ParameterizedTest
  @MethodSource("parts")
  void whatRingsOfSilenceIsNamedWhereADeployerReads(String part) throws IOException {
    var root = Project.find().root();
    var page =
        Files.readString(
            root.resolve(
                part.equals("core") ? "docs/deploy.md" : "extensions/" + part + "/README.md"));
    var silent =
        trial(part)
            .template()
            .ofType(AlarmState.ALARM)
            .filter(alarm -> alarm.at("/TreatMissingData").asText().equals("breaching"))
            .map(alarm -> "`" + alarm.id() + "`")
            .toList();
    assertThat(silent).allMatch(page::contains);
  }

  @Test
  void noScenarioIsLeftOver() {
    TRIALS.forEach((part, trial) -> assertThat(trial.leftOver()).as(part).isEmpty());
  }

  @Test
  void anAlarmWithoutScenarioIsFound() {
    var trial = new AlarmTrial(trial("core").template(), new AlarmScenarios(Map.of(), Map.of()));
    assertThat(trial.findings(trial.template().get("SinkAgeAlarm")))
        .containsExactly("SinkAgeAlarm: no scenario says what rings it and what does not");
  }

  private record Defect(String name, Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What makes any alarm deaf, late, or a nuisance. */
  private static Stream<Defect> defects() {
    return Stream.of(
        new Defect("a threshold beyond reach", alarm -> alarm.put("Threshold", 1_000_000)),
        new Defect("a threshold that all is over", alarm -> alarm.put("Threshold", -1)),
        new Defect("a threshold that is missed", AlarmsFireTest::raised),
        new Defect("less for more", alarm -> alarm.put("ComparisonOperator", "LessThanThreshold")),
        new Defect("too many periods", AlarmsFireTest::manyPeriods),
        new Defect("the other silence", AlarmsFireTest::otherSilence),
        new Defect("another metric", AlarmsFireTest::otherMetric));
  }

  /** The scenarios that ring do it by a bit. */
  private static void raised(ObjectNode alarm) {
    alarm.put("Threshold", alarm.path("Threshold").asDouble() * 2.1 + 1);
  }

  private static void manyPeriods(ObjectNode alarm) {
    alarm.put("EvaluationPeriods", 4 * alarm.path("EvaluationPeriods").asInt());
    alarm.remove("DatapointsToAlarm");
  }

  private static void otherSilence(ObjectNode alarm) {
    var breaching = alarm.path("TreatMissingData").asText().equals("breaching");
    alarm.put("TreatMissingData", breaching ? "notBreaching" : "breaching");
  }

  private static void otherMetric(ObjectNode alarm) {
    alarm.findParents("MetricName").forEach(metric -> ((ObjectNode) metric).put("MetricName", "X"));
  }

  /** Some minutes become an hour each. */
  private static void longPeriod(ObjectNode alarm) {
    alarm
        .findParents("Period")
        .forEach(metric -> ((ObjectNode) metric).put("Period", 12 * metric.path("Period").asInt()));
  }

  static Stream<Arguments> plantedDefects() {
    return defects()
        .flatMap(
            defect ->
                trial("core")
                    .template()
                    .ofType(AlarmState.ALARM)
                    .map(alarm -> Arguments.of(defect, alarm.id())));
  }

  /** What rings of a single event does it over any period. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SinkStuckAlarm",
        "RejectedOrdersAlarm",
        "OpenUnknownFailuresAlarm",
        "ApiServerErrorsAlarm"
      })
  void aPeriodThatIsTooLongIsFound(String alarm) {
    aDefectIsFound(new Defect("another period", AlarmsFireTest::longPeriod), alarm);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("plantedDefects")
  void aDefectIsFound(Defect defect, String alarm) {
    var trial = trial("core");
    var changed = trial.template().get(alarm).copy();
    defect.change().accept(changed.properties());
    assertThat(findings(trial.with(changed), changed)).isNotEmpty();
  }

  private static Stream<String> findings(AlarmTrial trial, Resource alarm) {
    try {
      return trial.findings(alarm).stream();
    } catch (IllegalArgumentException e) { // on another metric than its scenarios
      return Stream.of(String.valueOf(e.getMessage()));
    }
  }
}
