package localcloud.appconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import localcloud.appconfig.Strategy.GrowthType;
import org.junit.jupiter.api.Test;

class StrategyTest {
  private static final Instant START = Instant.parse("2021-09-17T21:43:54Z");

  /** Recorded on AWS: aws/aws-cli, the example of get-deployment; its seconds are rounded. */
  @Test
  void aDeploymentGoesAsTheOneThatWasRecorded() {
    var strategy = strategy(15, GrowthType.LINEAR, 25, 0);
    var profile = new Profile("ur8hx2f", "example", Profile.FREEFORM, List.of());
    var version = profile.add(new byte[0], "text/plain", "", "", "");
    var deployment = new Deployment(1, profile, version, strategy, "", START);
    var end = deployment.describe(START.plus(Duration.ofMinutes(15)));
    assertThat(events(end))
        .isEqualTo(
            """
            DEPLOYMENT_COMPLETED: Deployment completed 21:58:54
            BAKE_TIME_STARTED: Deployment bake time started 21:58:54
            PERCENTAGE_UPDATED: Configuration available to 100.00% of clients 21:55:54
            PERCENTAGE_UPDATED: Configuration available to 75.00% of clients 21:52:54
            PERCENTAGE_UPDATED: Configuration available to 50.00% of clients 21:49:54
            PERCENTAGE_UPDATED: Configuration available to 25.00% of clients 21:46:54
            DEPLOYMENT_STARTED: Deployment started 21:43:54""");
    assertThat(end.path("State").asText()).isEqualTo("COMPLETE");
    assertThat(end.path("CompletedAt").asText()).isEqualTo("2021-09-17T21:58:54Z");
    var start = deployment.describe(START);
    assertThat(start.path("State").asText()).isEqualTo("DEPLOYING");
    assertThat(start.path("PercentageComplete").asDouble()).isZero();
    assertThat(start.path("EventLog")).hasSize(1);
  }

  @Test
  void anExponentialDeploymentDoublesItsShare() {
    assertThat(percents(strategy(20, GrowthType.EXPONENTIAL, 10, 10)))
        .containsExactly(10.0, 20.0, 40.0, 80.0, 100.0);
    assertThat(percents(strategy(20, GrowthType.LINEAR, 30, 10)))
        .containsExactly(30.0, 60.0, 90.0, 100.0);
    assertThat(percents(strategy(0, GrowthType.LINEAR, 1, 10))).containsExactly(100.0);
  }

  private static Strategy strategy(int minutes, GrowthType type, double growth, int bake) {
    var duration = Duration.ofMinutes(minutes);
    return new Strategy("1225qzk", "s", "", duration, type, growth, Duration.ofMinutes(bake));
  }

  private static List<Double> percents(Strategy strategy) {
    return strategy.steps().stream().map(Strategy.Step::percent).toList();
  }

  private static String events(JsonNode deployment) {
    return deployment
        .path("EventLog")
        .valueStream()
        .map(
            event ->
                event.path("EventType").asText()
                    + ": "
                    + event.path("Description").asText()
                    + event.path("OccurredAt").asText().replaceFirst(".*T(.*)Z", " $1"))
        .collect(Collectors.joining("\n"));
  }
}
