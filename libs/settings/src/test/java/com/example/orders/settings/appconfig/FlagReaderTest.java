package com.example.orders.settings.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.settings.BreakerSettings;
import com.example.orders.settings.Experiment;
import com.example.orders.settings.NotificationSettings;
import com.example.orders.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagReaderTest {
  private static final Settings DEPLOYED =
      Settings.DEFAULT
          .withRetryBudgetPercent(20)
          .withNotifications(new NotificationSettings(true, 5));
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final ExperimentRule DEV = new ExperimentRule(true, () -> NOON);
  private final FlagReader reader = new FlagReader();

  @Test
  void theFileHasTheNumbersOfTheCode() {
    var stored = reader.ofStored(FlagsFile.text(), DEV);
    assertThat(stored.withExperiment(Experiment.NONE)).isEqualTo(Settings.DEFAULT);
    assertThat(stored.experiment().isInForce(NOON)).isFalse();
  }

  @Test
  void aFlagThatIsOffLeavesWhatIsDeployed() {
    var flags =
        "{\"breaker\":{\"enabled\":false},\"retries\":{\"enabled\":false},\"notifications\":{\"enabled\":false}}";
    assertThat(reader.ofRetrieved(flags, DEPLOYED)).isEqualTo(DEPLOYED);
    assertThat(reader.ofRetrieved("{}", DEPLOYED)).isEqualTo(DEPLOYED);
  }

  @Test
  void aFlagThatIsOnReplacesWhatIsDeployed() {
    var flags =
        """
        {"breaker": {"enabled": true, "window": 20, "minimumCalls": 4, "failurePercent": 30,
          "slowCallMillis": 2500, "openSeconds": 60, "later": "unknown here"},
         "retries": {"enabled": true, "budgetPercent": 5},
         "notifications": {"enabled": true, "fallBackToAccount": false, "accountPercent": 0},
         "later": {"enabled": true, "what": "unknown here"}}
        """;
    var breaker =
        new BreakerSettings(
            20,
            4,
            30,
            Duration.ofMillis(2_500),
            Duration.ofSeconds(60),
            BreakerSettings.DEFAULT.probeLease(),
            BreakerSettings.DEFAULT.refresh());
    assertThat(reader.ofRetrieved(flags, DEPLOYED))
        .isEqualTo(Settings.DEFAULT.withBreaker(breaker).withRetryBudgetPercent(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "openSeconds": 30     | "openSeconds": 30.5    | breaker: openSeconds must be a whole number
          "openSeconds": 30     | "openSeconds": "30"    | breaker: openSeconds must be a whole number
          "openSeconds": 30     | "openSecond": 30       | breaker: openSeconds must be a whole number
          "openSeconds": 30     | "openSeconds": 0       | breaker: A breaker's settings must keep: slowCall and openFor are positive
          "openSeconds": 30     | "openSeconds": 30, "x": 1 | breaker: there is no attribute x
          "minimumCalls": 5     | "minimumCalls": 11     | breaker: A breaker's settings must keep: 1 <= minimumCalls <= window
          "budgetPercent": 0    | "budgetPercent": 101   | retries: A retry budget is from 0 to 100 percent
          "fallBackToAccount": false | "fallBackToAccount": 1 | notifications: fallBackToAccount must be true or false
          "accountPercent": 0   | "accountPercent": 101  | notifications: The account's share is from 0 to 100 percent
          "ratePercent": 10     | "ratePercent": 0       | chaos: An experiment must keep: 1 <= ratePercent <= 100
          "fault": "latency"    | "fault": "flood"       | chaos: There is no fault flood
          "until": "2000-01     | "until": "2000-13      | chaos: until must be a time such as 2026-01-31T12:00:00Z
          "error": "Internal    | "errors": "Internal    | chaos: error must be a text
          "retries": {"enabled" | "retry": {"enabled"    | There is no flag retry; The flag retries is missing
          """)
  void whatIsStoredIsHeldToRulesThatNoConstraintCanSay(String from, String to, String finding) {
    var text = FlagsFile.text();
    var changed = text.substring(text.indexOf("\"values\""));
    assertThat(changed).contains(from);
    var document = text.replace(changed, changed.replace(from, to));
    assertThatThrownBy(() -> reader.ofStored(document, DEV))
        .isInstanceOf(SettingsRefusedException.class)
        .hasMessage(finding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [] | The flags are no JSON object
          {  | The flags are no JSON object
          {"retries": {"enabled": true}} | retries: budgetPercent must be a whole number
          """)
  void whatIsRetrievedCanBeUnusable(String flags, String finding) {
    assertThatThrownBy(() -> reader.ofRetrieved(flags, DEPLOYED))
        .isInstanceOf(SettingsRefusedException.class)
        .hasMessage(finding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          true  | 2026-01-31T13:00:00Z | -
          true  | 2026-01-31T13:00:01Z | chaos: an experiment ends within PT1H
          true  | 2026-01-31T11:59:59Z | -
          false | 2026-01-31T12:00:01Z | chaos: this stack takes no experiment: it needs Chaos=on and Stage=dev
          false | 2026-01-31T12:00:00Z | -
          """)
  void anExperimentBeginsOnlyWhereItMayAndWithAnEnd(boolean allowed, String until, String finding) {
    var document = experimentUntil(until);
    var rule = new ExperimentRule(allowed, () -> NOON);
    if (finding == null) {
      assertThat(reader.ofStored(document, rule).experiment().until()).isEqualTo(until);
    } else {
      assertThatThrownBy(() -> reader.ofStored(document, rule)).hasMessage(finding);
    }
  }

  private static String experimentUntil(String until) {
    var text = FlagsFile.text();
    var values = text.indexOf("\"values\"");
    var chaos = text.indexOf("\"chaos\"", values);
    return text.substring(0, chaos)
        + text.substring(chaos)
            .replace("\"enabled\": false", "\"enabled\": true")
            .replace("2000-01-01T00:00:00Z", until);
  }
}
