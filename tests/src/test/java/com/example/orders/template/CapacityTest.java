package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the parameter Capacity means, held to the quotas that docs/limits.md names. */
class CapacityTest {
  private static final Path TEMPLATE = Path.of("../template.yaml");

  /** The consumers on an order's way; the others work when something has failed. */
  private static final List<String> ON_THE_WAY =
      List.of("AcceptOrdersFunctionOrders", "SimulateWarehouseFunctionShipments");

  /** Lambda, quotas: a new account's concurrency, as accounts report it. */
  private static final int NEW_ACCOUNT = 10;

  /** Step Functions, quotas: StartExecution a second in the smaller regions. */
  private static final int STARTS_A_SECOND = 150;

  /** Step Functions, quotas: state transitions a second in the smaller regions. */
  private static final int TRANSITIONS_A_SECOND = 800;

  private static final int TRANSITIONS_OF_AN_ORDER = 5;

  /** In the workflow and around it; docs/limits.md. */
  private static final int INVOCATIONS_OF_AN_ORDER = 5;

  /** Seconds, assumed; docs/limits.md. */
  private static final double AN_INVOCATION = 0.2;

  @Test
  void theDefaultLeavesMostOfANewAccountToTheWorkflow() {
    var template = TransformedTemplate.load(TEMPLATE, Map.of());
    assertThat(onTheWay(template)).isEqualTo(4).isLessThan(NEW_ACCOUNT / 2);
  }

  @Test
  void standardTakesMore() {
    var template = TransformedTemplate.load(TEMPLATE, Map.of("Capacity", "standard"));
    assertThat(onTheWay(template)).isEqualTo(12);
    assertThat(setting(template, "/~1orders", "ThrottlingRateLimit")).isEqualTo(100);
  }

  @Test
  void theDoorLetsInNoMoreThanTheWorkflowStarts() {
    for (var capacity : List.of("starter", "standard")) {
      var template = TransformedTemplate.load(TEMPLATE, Map.of("Capacity", capacity));
      assertThat(setting(template, "/~1orders", "ThrottlingRateLimit"))
          .as(capacity)
          .isBetween(1, STARTS_A_SECOND)
          .isLessThan(TRANSITIONS_A_SECOND / TRANSITIONS_OF_AN_ORDER);
    }
  }

  /** What waits would else only grow for as long as the load lasts. */
  @Test
  void theDoorOfTheDefaultLetsInLessThanANewAccountWorksOff() {
    var template = TransformedTemplate.load(TEMPLATE, Map.of("Capacity", "starter"));
    assertThat(setting(template, "/~1orders", "ThrottlingRateLimit"))
        .isPositive()
        .isLessThan((int) (NEW_ACCOUNT / (INVOCATIONS_OF_AN_ORDER * AN_INVOCATION)));
  }

  @Test
  void theDoorsLimitsCanBeSetAlone() {
    var template =
        TransformedTemplate.load(TEMPLATE, Map.of("ApiRateLimit", "7", "ApiBurstLimit", "8"));
    assertThat(setting(template, "/~1orders", "ThrottlingRateLimit")).isEqualTo(7);
    assertThat(setting(template, "/~1orders", "ThrottlingBurstLimit")).isEqualTo(8);
    assertThat(setting(template, "/*", "ThrottlingRateLimit")).isEqualTo(100);
  }

  @Test
  void thePageOfLimitsShowsTheseNumbers() throws IOException {
    var starter = TransformedTemplate.load(TEMPLATE, Map.of("Capacity", "starter"));
    var standard = TransformedTemplate.load(TEMPLATE, Map.of("Capacity", "standard"));
    assertThat(Files.readString(Path.of("../docs/limits.md")))
        .contains(
            "and at once | %s | %s |"
                .formatted(door(starter, "/~1orders"), door(standard, "/~1orders")),
            "each method | %s | %s |".formatted(door(starter, "/*"), door(standard, "/*")),
            "10 messages each | %d | %d |".formatted(onTheWay(starter) / 2, onTheWay(standard) / 2),
            "the shipment queue | %d | %d |"
                .formatted(onTheWay(starter) / 2, onTheWay(standard) / 2));
  }

  private static String door(TransformedTemplate template, String path) {
    return String.format(
        Locale.ROOT,
        "%,d, %,d",
        setting(template, path, "ThrottlingRateLimit"),
        setting(template, path, "ThrottlingBurstLimit"));
  }

  private static int onTheWay(TransformedTemplate template) {
    return template
        .ofType("AWS::Lambda::EventSourceMapping")
        .filter(mapping -> ON_THE_WAY.contains(mapping.id()))
        .mapToInt(mapping -> mapping.at("/ScalingConfig/MaximumConcurrency").asInt())
        .sum();
  }

  private static int setting(TransformedTemplate template, String path, String name) {
    return template
        .ofType("AWS::ApiGateway::Stage")
        .map(stage -> stage.at("/MethodSettings"))
        .flatMap(settings -> settings.valueStream())
        .filter(setting -> setting.path("ResourcePath").asText().equals(path))
        .mapToInt(setting -> setting.path(name).asInt())
        .sum();
  }
}
