package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.ChangeSettings;
import com.example.orders.cli.CommandException;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import localcloud.observe.CallCount;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Settings from AppConfig as they are deployed: changed, refused, and not to be had. */
@Tag("local")
@Execution(CONCURRENT)
class SettingsIT {
  private static final FaultRule NO_APP_CONFIG =
      new FaultRule("no-appconfig", Fault.DENY, "appconfig", null, null, null, null, 0, null, 1, 0);

  private final FunctionLogs logs = new FunctionLogs();
  private int orders;

  @Test
  void changesReachFunctionsWhileOrdersRunAndNoneEndsByThem() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withLogs(logs)
            .withParameters(Map.of("Settings", "on", "SettingsAgeSeconds", "15"));
    try (var cloud = LocalCloud.start(settings)) {
      var endpoint = cloud.endpointUrl().toString();
      Seed.seed(StackOutputs.of(cloud.stack().name(), endpoint), endpoint);
      var url = cloud.apiUrl().toString();
      var api = new OrdersApi(url, customer -> OrdersApi.localToken(url, customer));

      confirmOne(api);
      cloud.calls().reset(); // cold, a call may be so slow that the SDK makes it twice
      orders = 0;
      assertThat(logs.count("Settings cannot be")).as("nothing rolled out is no trouble").isZero();

      change(cloud, "retries=on", "retries.budgetPercent=7");
      await().until(() -> confirmOne(api) && logs.count("retryBudgetPercent=7") > 0);

      refused(cloud, "breaker.openSeconds=1", "openSeconds");
      refused(cloud, "breaker.minimumCalls=11", "1 <= minimumCalls <= window");

      cloud.faults().replace(new FaultRules(0, List.of(NO_APP_CONFIG)));
      await().until(() -> confirmOne(api) && logs.count("Settings cannot be read") > 0);
      cloud.faults().heal();
      change(cloud, "retries.budgetPercent=9");
      await().until(() -> confirmOne(api) && logs.count("retryBudgetPercent=9") > 0);
      assertThat(logs.count("minimumCalls=11")).isZero();
      assertThat(ordersCalls(cloud)).isEqualTo(2L * orders);
    }
  }

  private boolean confirmOne(OrdersApi api) throws Exception {
    var order = Orders.good();
    assertThat(api.place("acme", order.toString()).httpStatus()).isEqualTo(202);
    orders++;
    await()
        .until(
            () ->
                api.find("acme", Orders.id(order))
                    .filter(found -> found.path("status").asText().equals("CONFIRMED"))
                    .isPresent());
    return true;
  }

  private static void change(LocalCloud cloud, String... changes) {
    ChangeSettings.run(
        Map.of("AWS_ENDPOINT_PORT", Integer.toString(cloud.endpointUrl().getPort())),
        List.of(changes));
  }

  private static void refused(LocalCloud cloud, String change, String reason) {
    assertThatThrownBy(() -> change(cloud, change))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(reason);
  }

  /** What accept-orders asked for its orders; a poll for settings is once in their age. */
  private static long ordersCalls(LocalCloud cloud) {
    return cloud.calls().counts().stream()
        .filter(count -> count.principal().contains("AcceptOrdersFunctionRole"))
        .filter(count -> List.of("dynamodb", "states").contains(count.service()))
        .mapToLong(CallCount::calls)
        .sum();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(250));
  }
}
