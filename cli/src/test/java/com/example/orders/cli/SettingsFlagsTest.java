package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFlagsTest {
  private final SettingsFlags flags = SettingsFlags.read(Files.readString(Project.find().flags()));

  SettingsFlagsTest() throws IOException {}

  @Test
  void changesOneAndLeavesTheOthers() {
    var changed = flags.with(List.of("breaker=on", "breaker.openSeconds=60"));
    assertThat(changed.lines())
        .contains(
            "breaker        on   window=10 minimumCalls=5 failurePercent=50 slowCallMillis=5000 openSeconds=60")
        .contains("retries        off  budgetPercent=0");
    assertThat(flags.lines().getFirst()).contains("off").endsWith("openSeconds=30");
    assertThat(changed.toString()).contains("\"minimum\":5,\"maximum\":3600");
  }

  /** The validator refuses flags without what a later release has added. */
  @Test
  void whatAnEarlierReleaseStoredIsCompleted() {
    var stored =
        SettingsFlags.read(
            """
            {"flags": {}, "values": {"breaker": {"enabled": true, "openSeconds": 90},
              "gone": {"enabled": true}}}""");

    var completed = stored.in(flags);

    assertThat(completed.lines())
        .hasSameSizeAs(flags.lines())
        .contains(
            "breaker        on   window=10 minimumCalls=5 failurePercent=50 slowCallMillis=5000 openSeconds=90");
    assertThat(completed.toString()).contains("\"minimum\":5,\"maximum\":3600");
  }

  /** What AppConfig or the validator refuses must get there. */
  @Test
  void passesOnWhatOthersRefuse() {
    assertThat(flags.with(List.of("breaker.openSeconds=0.5")).toString())
        .contains("\"openSeconds\":0.5");
  }

  @Test
  void aValidatorsFindingIsShownWithoutItsStackTrace() {
    assertThat(
            SettingsApi.finding(
                "The validator refuses it: {\"errorMessage\":\"1 <= window\",\"stackTrace\":[\"at x\"]}"))
        .isEqualTo("1 <= window");
    assertThat(SettingsApi.finding("openSeconds: at least 5")).isEqualTo("openSeconds: at least 5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          breaker.openSeconds | breaker.openSeconds is no change: breaker=on, or breaker.openSeconds=60
          braker=on | There is no setting braker
          breaker.open=1 | There is no setting breaker.open
          breaker=yes | breaker is on or off, so it cannot be yes
          breaker.openSeconds=long | breaker.openSeconds is a number, so it cannot be long
          notifications.fallBackToAccount=on | notifications.fallBackToAccount is true or false, so it cannot be on
          """)
  void refusesWhatIsNoChange(String change, String message) {
    assertThatThrownBy(() -> flags.with(List.of(change)))
        .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
        .hasMessage(message);
  }
}
