package com.example.orders.settings.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.settings.BreakerSettings;
import com.example.orders.settings.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagReaderTest {
  private static final Settings DEPLOYED = new Settings(BreakerSettings.DEFAULT, 20, true);
  private final FlagReader reader = new FlagReader();

  @Test
  void theFileHasTheNumbersOfTheCode() {
    assertThat(reader.ofStored(FlagsFile.text())).isEqualTo(Settings.DEFAULT);
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
         "notifications": {"enabled": true, "fallBackToAccount": false},
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
    assertThat(reader.ofRetrieved(flags, DEPLOYED)).isEqualTo(new Settings(breaker, 5, false));
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
          "retries": {"enabled" | "retry": {"enabled"    | There is no flag retry; The flag retries is missing
          """)
  void whatIsStoredIsHeldToRulesThatNoConstraintCanSay(String from, String to, String finding) {
    var text = FlagsFile.text();
    var changed = text.substring(text.indexOf("\"values\""));
    assertThat(changed).contains(from);
    var document = text.replace(changed, changed.replace(from, to));
    assertThatThrownBy(() -> reader.ofStored(document))
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
}
