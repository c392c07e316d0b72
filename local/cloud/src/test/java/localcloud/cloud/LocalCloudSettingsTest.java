package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import localcloud.faults.FaultRules;
import localcloud.stepfunctions.WorkflowRates;
import org.junit.jupiter.api.Test;

/** Tests share a cloud if and only if their settings are equal. */
class LocalCloudSettingsTest {
  @Test
  void settingsThatNobodyChangedAreEqual() {
    assertThat(settings()).isEqualTo(settings());
  }

  @Test
  void everyOtherSettingMakesAnotherCloud() {
    var changed =
        List.of(
            settings().withPorts(1, 2),
            settings().withLogs((function, environment, line) -> {}),
            settings().withStack("other", "us-east-1"),
            settings().withStack("local", "eu-west-1"),
            settings().withParameters(Map.of("A", "b")),
            settings().withStackBeside(beside("a")),
            settings().withStackBeside(beside("b")),
            settings().withClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(1))),
            settings().withRandom(new SplittableRandom(1)),
            settings().withoutPermissionChecks(),
            settings().withFaults(FaultRules.parse("{\"seed\":1,\"rules\":[]}")),
            settings().withPace(Pace.ofRetries(0.5)),
            settings().withConcurrency(10),
            settings().withEvents((publisher, event) -> {}),
            settings().withWorkflowRates(new WorkflowRates(1, 10)));
    assertThat(changed).doesNotHaveDuplicates().doesNotContain(settings());
  }

  @Test
  void noTwoStacksHaveOneName() {
    assertThatThrownBy(() -> settings().withStackBeside(beside("local")))
        .hasMessage("Two stacks of one name");
  }

  @Test
  void aStackHasANameThatCloudFormationTakes() {
    assertThatThrownBy(() -> settings().withStack("1_a", "us-east-1"))
        .hasMessageContaining("not: 1_a");
  }

  private static StackSource beside(String name) {
    return StackSource.of(name, Path.of("other.yaml"), Path.of("target"));
  }

  private static LocalCloudSettings settings() {
    return LocalCloudSettings.of(Path.of("template.yaml"), Path.of("target"));
  }
}
