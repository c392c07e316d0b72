package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.observe.CallCount;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** The functions from snapshots, primed by AWS's own runtime client, with what can be primed. */
@Tag("local")
@Execution(CONCURRENT)
class SnapStartIT {
  private static final int ORDERS = 6;

  /** Those on an order's way, and a customer's list and cancellation. */
  private static final int PRIMED = 8;

  private final FunctionLogs logs = new FunctionLogs();
  private final Set<String> primed = ConcurrentHashMap.newKeySet();
  private final Set<String> onDemand = ConcurrentHashMap.newKeySet();

  private void line(String function, String environment, String line) {
    logs.line(function, environment, line);
    if (line.contains("Primed: ")) {
      primed.add(function);
    }
    if (line.contains("Init Duration: ")) {
      onDemand.add(function);
    }
  }

  @Test
  void primingLeavesNothingAndOrdersRunFromSnapshots() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withLogs(this::line)
            .withParameters(
                Map.of("ColdStart", "snapstart", "Settings", "on", "PaymentBreaker", "on"));
    try (var cloud = LocalCloud.start(settings)) {
      assertThat(functionsCalls(cloud)).isEmpty();
      assertThat(logs.count("\"_aws\"")).as("metrics").isZero();
      assertThat(logs.count("\"level\":\"ERROR\"") + logs.count("\"level\":\"WARN\"")).isZero();
      assertThat(logs.count("has an open connection")).isZero();
      assertThat(primed).hasSize(PRIMED);

      confirm(cloud);
      assertThat(functionsCalls(cloud)).isNotEmpty();
      assertThat(logs.count("Restore Duration: ")).isPositive();
      assertThat(onDemand).as("started on demand").isNotEmpty().doesNotContainAnyElementsOf(primed);
    }
  }

  private static void confirm(LocalCloud cloud) throws Exception {
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(cloud.stack().name(), endpoint), endpoint);
    var url = cloud.apiUrl().toString();
    var api = new OrdersApi(url, customer -> OrdersApi.localToken(url, customer));
    var orders = Stream.generate(Orders::good).limit(ORDERS).toList();
    for (var order : orders) {
      assertThat(api.place("acme", order.toString()).httpStatus()).isEqualTo(202);
    }
    for (var order : orders) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  api.find("acme", Orders.id(order))
                      .filter(found -> found.path("status").asText().equals("CONFIRMED"))
                      .isPresent());
    }
  }

  private static List<CallCount> functionsCalls(LocalCloud cloud) {
    return cloud.calls().counts().stream()
        .filter(count -> count.principal().contains("FunctionRole"))
        .toList();
  }
}
