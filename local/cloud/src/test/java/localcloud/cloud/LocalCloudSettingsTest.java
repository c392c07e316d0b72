package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
            settings().withClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(1))),
            settings().withRandom(new SplittableRandom(1)),
            settings().withoutPermissionChecks(),
            settings().withFaults(FaultRules.parse("{\"seed\":1,\"rules\":[]}")),
            settings().withPace(Pace.ofRetries(0.5)),
            settings().withConcurrency(10));
    assertThat(changed).doesNotHaveDuplicates().doesNotContain(settings());
  }

  private static LocalCloudSettings settings() {
    return LocalCloudSettings.of(Path.of("template.yaml"), Path.of("target"));
  }
}
