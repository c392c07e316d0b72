package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import localcloud.observe.CallCount;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** The breaker as it is deployed: functions in their own JVMs, and the item that they share. */
@Tag("local")
@Execution(CONCURRENT)
class PaymentOutageIT {
  private static final FaultRule LEDGER_DOWN =
      new FaultRule(
          "ledger-down", Fault.DENY, null, null, "LedgerTable", null, null, 0, null, 1, 0);
  private static final int ORDERS = 12;
  private static final Set<String> STATUSES_OF_WAITING = Set.of("INVENTORY_RESERVED", "CHARGING");

  @Test
  void ordersWaitCanBeCancelledAndGoOnWhenTheProviderAnswersAgain() throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withParameters(Map.of("PaymentBreaker", "on"))
            .withPace(Pace.ofRetries(0.05));
    try (var cloud = LocalCloud.start(settings);
        var api = ProofApi.patient(cloud.apiUrl().toString())) {
      var stack = new Stack(cloud);
      var catalogue = Catalogue.forOrders(ORDERS);
      catalogue.put(stack);
      var records = new Records(stack, catalogue);
      cloud.faults().replace(new FaultRules(0, List.of(LEDGER_DOWN)));

      var orders = place(api, ORDERS);
      await().until(() -> stateOf(stack).equals("OPEN"));
      var calls = cloud.faults().injected(LEDGER_DOWN.id());
      var tries = tries(cloud);
      await().until(() -> tries(cloud) >= tries + 4 * ORDERS);
      assertThat(cloud.faults().injected(LEDGER_DOWN.id()) - calls)
          .as("calls that the provider got in %d tries", 4 * ORDERS)
          .isLessThan(ORDERS);
      var cancelled = placeAndCancel(api, records);

      cloud.faults().heal();
      await().until(() -> records.rows().stream().allMatch(Row::isTerminal));
      assertThat(statuses(records, cancelled)).containsOnly("CANCELLED");
      assertThat(statuses(records, orders)).hasSize(ORDERS).containsOnly("CONFIRMED");
      assertThat(records.inbox()).isEmpty();
      assertThat(stateOf(stack)).isEqualTo("CLOSED");
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(250));
  }

  private static List<String> place(ProofApi api, int orders) throws InterruptedException {
    var ids = new ArrayList<String>();
    for (var order = 0; order < orders; order++) {
      var id = UUID.randomUUID().toString();
      assertThat(api.place("acme", SweptPath.CONFIRMED.plan(id).basket().body())).isEqualTo(202);
      ids.add(id);
    }
    return ids;
  }

  /**
   * A probe may have claimed one of them just before; the others are not claimed while it waits.
   */
  private static List<String> placeAndCancel(ProofApi api, Records records)
      throws InterruptedException {
    var orders = place(api, 3);
    await()
        .until(
            () ->
                statuses(records, orders).stream().filter(STATUSES_OF_WAITING::contains).count()
                    == 3);
    var cancelled = new ArrayList<String>();
    for (var order : orders) {
      if (api.cancel("acme", order) == 202) {
        cancelled.add(order);
      }
    }
    assertThat(cancelled).isNotEmpty();
    return cancelled;
  }

  private static String stateOf(Stack stack) {
    return stack.scan("BreakersTable").stream()
        .map(item -> item.at("/state/S").asText())
        .findFirst()
        .orElse("CLOSED");
  }

  private static List<String> statuses(Records records, List<String> orders) {
    return records.rows().stream()
        .filter(row -> orders.contains(row.ref().orderId()))
        .map(Row::status)
        .toList();
  }

  /** How often the workflow invoked a function. */
  private static long tries(LocalCloud cloud) {
    return cloud.calls().counts().stream()
        .filter(count -> count.service().equals("lambda"))
        .mapToLong(CallCount::calls)
        .sum();
  }
}
