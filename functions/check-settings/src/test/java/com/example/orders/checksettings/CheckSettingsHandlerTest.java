package com.example.orders.checksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.settings.appconfig.SettingsRefusedException;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckSettingsHandlerTest {
  private final CheckSettingsHandler handler = new CheckSettingsHandler();

  @Test
  void takesTheFlagsThatTheProjectComesWith() throws IOException {
    assertThat(check(flags())).isEqualTo("valid");
  }

  @Test
  void throwsAllFindings() throws IOException {
    var flags =
        flags()
            .replace("\"minimumCalls\": 5", "\"minimumCalls\": 11")
            .replace("\"budgetPercent\": 0", "\"budgetPercent\": 0.5");
    assertThatThrownBy(() -> check(flags))
        .isInstanceOf(SettingsRefusedException.class)
        .hasMessage(
            "breaker: A breaker's settings must keep: 1 <= minimumCalls <= window;"
                + " retries: budgetPercent must be a whole number");
  }

  /** The test's own environment says nothing of the kind. */
  @Test
  void takesNoExperimentWhereTheStackDoesNotSayThatItMayFail() throws IOException {
    var flags = flags();
    var chaos = flags.lastIndexOf("\"chaos\"");
    var begun =
        flags
            .substring(chaos)
            .replace("\"enabled\": false", "\"enabled\": true")
            .replace("2000-01-01", "2100-01-01");
    assertThatThrownBy(() -> check(flags.substring(0, chaos) + begun))
        .isInstanceOf(SettingsRefusedException.class)
        .hasMessage("chaos: this stack takes no experiment: it needs Chaos=on and Stage=dev");
  }

  @Test
  void saysWhatAnEventLacks() {
    var context = mock(Context.class);
    when(context.getRemainingTimeInMillis()).thenReturn(10_000);
    assertThatThrownBy(() -> handler.handleRequest(Map.of("content", 1), context))
        .hasMessage("AppConfig sends the content");
  }

  private String check(String flags) {
    var context = mock(Context.class);
    when(context.getRemainingTimeInMillis()).thenReturn(10_000);
    var event =
        Map.<String, Object>of(
            "applicationId",
            "abc1234",
            "configurationProfileId",
            "def5678",
            "configurationVersion",
            "2",
            "content",
            Base64.getEncoder().encodeToString(flags.getBytes(UTF_8)),
            "uri",
            "hosted");
    return handler.handleRequest(event, context);
  }

  private static String flags() throws IOException {
    try (var in =
        requireNonNull(CheckSettingsHandlerTest.class.getResourceAsStream("/flags.json"))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
