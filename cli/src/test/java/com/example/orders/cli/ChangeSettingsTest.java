package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.ChangeSettings.Beginning;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Against an AppConfig that knows these paths only. */
class ChangeSettingsTest {
  private static final String DEPLOYMENTS = "/applications/a1/environments/e1/deployments";
  private static final String VERSIONS =
      "/applications/a1/configurationprofiles/p1/hostedconfigurationversions/";
  private static final StackOutputs OUTPUTS =
      new StackOutputs(Map.of("SettingsIds", "a1/e1/p1/s1"));
  private static final SettingsFlags DELIVERED =
      SettingsFlags.read("{\"values\":{\"retries\":{\"enabled\":false,\"budgetPercent\":0}}}");

  private final Map<String, String> answers = new HashMap<>();
  private int otherwise = 404;

  @RegisterExtension final ServerForTests server = new ServerForTests(this::answer);

  @Test
  void beginsWithTheVersionOfTheLastRolloutThatIsDone() {
    rolledOut(
        "{\"DeploymentNumber\":3,\"ConfigurationVersion\":\"9\",\"State\":\"ROLLED_BACK\"},"
            + "{\"DeploymentNumber\":2,\"ConfigurationVersion\":\"8\",\"State\":\"COMPLETE\"}");
    answers.put(
        VERSIONS + "8", "{\"values\":{\"retries\":{\"enabled\":true,\"budgetPercent\":7}}}");

    var beginning = beginning();

    assertThat(beginning.about()).isEqualTo("Version 8 of the settings of orderly-dev:");
    assertThat(beginning.isRolledOut()).isTrue();
    assertThat(beginning.flags().lines())
        .singleElement()
        .asString()
        .contains("on", "budgetPercent=7");
  }

  @Test
  void beginsWithWhatIsDeliveredIfThatVersionIsDeleted() {
    rolledOut("{\"DeploymentNumber\":2,\"ConfigurationVersion\":\"8\",\"State\":\"COMPLETE\"}");

    assertThat(beginning())
        .isEqualTo(
            new Beginning(
                "Version 8 of the settings of orderly-dev has been deleted; these are the delivered flags:",
                DELIVERED,
                false));
  }

  @Test
  void beginsWithWhatIsDeliveredIfNothingIsRolledOut() {
    rolledOut("");

    assertThat(beginning().flags()).isEqualTo(DELIVERED);
    assertThat(beginning().about()).startsWith("Nothing is rolled out to orderly-dev");
    assertThat(beginning().isRolledOut()).isFalse();
  }

  @Test
  void takesNoOtherRefusalForADeletedVersion() {
    rolledOut("{\"DeploymentNumber\":2,\"ConfigurationVersion\":\"8\",\"State\":\"COMPLETE\"}");
    otherwise = 403;

    assertThatThrownBy(this::beginning)
        .isInstanceOf(CommandException.class)
        .hasMessage("Refused: no");
  }

  @Test
  void aStackThatNamesNoIdsHasNoSettings() {
    assertThatThrownBy(() -> SettingsApi.Ids.of(new StackOutputs(Map.of()), "orderly-dev"))
        .isInstanceOf(CommandException.class)
        .hasMessage("The stack orderly-dev has no settings; its parameter Settings must be on");
  }

  private Beginning beginning() {
    var credentials = AwsBasicCredentials.create("local", "local");
    var ids = SettingsApi.Ids.of(OUTPUTS, "orderly-dev");
    try (var api = new SettingsApi(() -> credentials, "us-east-1", server.url(), ids)) {
      return Beginning.of(api, "orderly-dev", DELIVERED);
    }
  }

  private void rolledOut(String deployments) {
    answers.put(DEPLOYMENTS, "{\"Items\":[" + deployments + "]}");
  }

  private void answer(HttpExchange exchange) throws IOException {
    var known = answers.get(exchange.getRequestURI().getPath());
    var status = known == null ? otherwise : 200;
    ServerForTests.answer(exchange, status, known == null ? "{\"Message\":\"no\"}" : known);
  }
}
