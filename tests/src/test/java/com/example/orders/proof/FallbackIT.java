package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A stack that notifies in the account whom e-mail does not reach; its retries have a budget. */
@Tag("local")
@Execution(CONCURRENT)
class FallbackIT {
  private static final String SAID = "\"message\":\"Fell back from EMAIL to ACCOUNT\"";

  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void aRefusedAddressIsNotifiedInTheAccountAndIsNoFailure() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withLogs((_, _, line) -> lines.add(line))
            .withParameters(Map.of("NotificationFallback", "on", "RetryBudgetPercent", "20"));
    try (var cloud = LocalCloud.start(settings);
        var api = ProofApi.patient(cloud.apiUrl().toString())) {
      var stack = new Stack(cloud);
      Catalogue.forOrders(1).put(stack);
      var plan = SweptPath.CONFIRMED.plan(UUID.randomUUID().toString());
      var order = (ObjectNode) stack.parse(plan.basket().body());
      order.put("email", "bounce@simulator.orderly.example");

      assertThat(api.place("acme", order.toString())).isEqualTo(202);

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(stack.scan("NotificationsTable"))
                    .singleElement()
                    .asString()
                    .contains("{\"S\":\"ACCOUNT\"}", "\"deliveries\":{\"N\":\"1\"}");
                assertThat(lines).anyMatch(line -> line.contains(SAID)); // said after the delivery
              });
      assertThat(stack.scan("FailuresTable")).isEmpty();
    }
    assertThat(Files.readString(project.root().resolve("docs/patterns/fallback.md")))
        .contains(SAID);
  }
}
