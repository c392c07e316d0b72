package com.example.orders.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.LocalMetrics;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The canary beside the core: with a token of the pool, through the public API. */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(180)
class CanaryIT {
  private static final Project PROJECT = Project.find();
  private static final Instant NOW = Instant.now();
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void itPassesWhileOrdersGoThroughAndSaysWhereOneIsStuck() throws Exception {
    try (var cloud = LocalCloud.start(settings())) {
      var endpoint = cloud.endpointUrl().toString();
      Seed.seed(StackOutputs.of(Run.STACK_NAME, endpoint), endpoint);
      try (var canary = new LocalCanary(endpoint, Run.STACK_NAME)) {
        withoutACustomerItSaysSo(canary);
        canary.makeCustomer();
        var outcome = passed(canary);

        assertThat(outcome.seconds()).isPositive();
        assertThat(passed(cloud).last()).isEqualTo(1);
        assertThat(cloud.permissions().denials()).isEmpty();
        assertThat(canary.run(NOW).passed()).as("the same run again").isTrue();
        theSchedulePlacesNothingElse(cloud);
        nothingIsCounted(cloud);
        itSaysWhereAnOrderIsStuck(cloud, canary);
      }
    }
  }

  /** Where the application is still starting, the same order passes later. */
  private static LocalCanary.Outcome passed(LocalCanary canary) {
    return await()
        .atMost(PATIENCE)
        .until(() -> CanaryCommand.tried(canary, NOW), outcome -> outcome.problems().isEmpty());
  }

  private void withoutACustomerItSaysSo(LocalCanary canary) {
    assertThat(canary.run(NOW).problems())
        .singleElement()
        .asString()
        .startsWith("token: the user pool answers 400 ");
    assertThat(lines)
        .anyMatch(line -> line.contains("The canary fails: token") && line.contains("ERROR"));
  }

  /** It places the order of its five minutes: the one that is there, or, later, the next one. */
  private static void theSchedulePlacesNothingElse(LocalCloud cloud) throws Exception {
    var before = runs(cloud);
    var schedule = Run.STACK_NAME + "-canary-PlaceTestOrderFunctionEveryFiveMinutes";
    var uri = cloud.endpointUrl().resolve("/_local/schedules/" + schedule + "/run");
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    }
    await().atMost(PATIENCE).until(() -> runs(cloud) > before);
    assertThat(rows(cloud)).hasSizeBetween(2, 3);
  }

  private static void nothingIsCounted(LocalCloud cloud) {
    var metrics = LocalMetrics.ask(cloud.endpointUrl().toString());
    assertThat(metrics.find("OrdersAccepted")).isEmpty();
    assertThat(rows(cloud)).allSatisfy(row -> assertThat(row).containsKey("removeAt"));
  }

  private static void itSaysWhereAnOrderIsStuck(LocalCloud cloud, LocalCanary canary) {
    cloud
        .faults()
        .replace(
            FaultRules.parse(
                """
                {"rules": [{"id": "no-stock", "fault": "deny", "service": "dynamodb",
                  "function": "ReserveInventoryFunction"}]}"""));
    var later = NOW.plus(FIVE_MINUTES.multipliedBy(3));
    assertThat(canary.run(later).problems()).noneMatch(problem -> problem.startsWith("place"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(canary.run(later.plus(FIVE_MINUTES)).problems())
                    .singleElement()
                    .asString()
                    .startsWith("judge: ")
                    .endsWith(" is still ACCEPTED"));
    assertThat(passed(cloud).last()).isZero();
  }

  private static LocalMetrics.Series passed(LocalCloud cloud) {
    return LocalMetrics.ask(cloud.endpointUrl().toString()).find("CanaryPassed").orElseThrow();
  }

  private static long runs(LocalCloud cloud) {
    return passed(cloud).minutes().stream().mapToLong(LocalMetrics.Minute::count).sum();
  }

  private static List<Map<String, AttributeValue>> rows(LocalCloud cloud) {
    var endpoint = cloud.endpointUrl().toString();
    try (var tables = StackOutputs.configure(DynamoDbClient.builder(), endpoint).build()) {
      var orders = cloud.output("OrdersTableName");
      return tables.scan(request -> request.tableName(orders)).items();
    }
  }

  private LocalCloudSettings settings() {
    var settings =
        LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
            .withStack(Run.STACK_NAME, "us-east-1")
            .withLogs((function, environment, line) -> lines.add(line));
    for (var stack : Extensions.of(PROJECT).chosen("canary").stacksBeside(Run.STACK_NAME)) {
      settings = settings.withStackBeside(stack);
    }
    return settings;
  }
}
