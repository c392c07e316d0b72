package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.howto.NextRelease;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Two releases side by side behind the alias, as while traffic shifts: the functions of this
 * checkout and those of the next release share every invocation, under this checkout's workflow.
 */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(600)
@ExtendWith(NextRelease.class)
class TwoVersionsIT {
  private static final String RESERVE = "ReserveInventoryFunction";
  private static final List<String> ON_THE_WAY =
      List.of(
          "AcceptOrdersFunction",
          RESERVE,
          "ReleaseInventoryFunction",
          "ChargePaymentFunction",
          "RefundPaymentFunction",
          "SimulateWarehouseFunction",
          "NotifyCustomerFunction");

  /** What a confirmed and a declined order's tasks are answered by, version after version. */
  private static final Set<String> MIXTURES =
      Set.of(
          "reserve 1, charge 2", "reserve 2, charge 1", "reserve 1, undo 2", "reserve 2, undo 1");

  private static final int BATCH = 10;
  private static final int MOST_ORDERS = 400;

  /** A version whose answer lacks what the workflow goes on with. */
  private static final PlantedBug WITHOUT_LINES =
      new PlantedBug(
          "an answer without its lines",
          "functions/reserve-inventory/src/main/java/com/example/orders/reserveinventory/InventoryReserved.java",
          "List<OrderLine> lines,",
          "@com.fasterxml.jackson.annotation.JsonIgnore List<OrderLine> lines,",
          List.of(RESERVE));

  @Test
  void bothAnswerOneRunningWorkflow(Project next, @TempDir Path folder) throws Exception {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withPace(Pace.ofRetries(0.01));
    try (var cloud = LocalCloud.start(settings);
        var api = new ProofApi(cloud.apiUrl().toString())) {
      var stack = new Stack(cloud);
      var catalogue = Catalogue.forOrders(MOST_ORDERS);
      catalogue.put(stack);
      var records = new Records(stack, catalogue);
      for (var function : ON_THE_WAY) {
        share(
            stack,
            function,
            ZippedFunction.publish(stack, function, next.artifacts().resolve(function)));
      }
      try (var observer = BusObserver.start(stack)) {
        var load = untilMixed(stack, api);
        System.out.println("Two versions: " + load.size() + " orders, " + mixtures(stack));
        await("every order of both versions to end well")
            .until(() -> check(records, load, observer).passed());
        assertThat(records.inbox()).isEmpty();
      }

      var planted = folder.resolve(RESERVE);
      WITHOUT_LINES.plantInFunction(
          project.root(), project.artifacts().resolve(RESERVE), planted, folder.resolve("changed"));
      share(stack, RESERVE, ZippedFunction.publish(stack, RESERVE, planted));
      load(api, BATCH * 2).run();
      await("the version without lines to be found").until(() -> !records.inbox().isEmpty());
      System.out.println("Found: " + records.inbox());
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(250));
  }

  private static Verdict check(Records records, Load load, BusObserver observer) throws Exception {
    load.lookAgain();
    return new Checker().check(records.observe(load.orders(), observer.events()));
  }

  /** Places orders until workflows have met the versions in every mixture. */
  private static Load untilMixed(Stack stack, ProofApi api) throws InterruptedException {
    var all = load(api, BATCH);
    all.run();
    while (!mixtures(stack).containsAll(MIXTURES)) {
      assertThat(all.size()).as("orders without %s", mixtures(stack)).isLessThan(MOST_ORDERS);
      var batch = load(api, BATCH);
      batch.run();
      all = batch.with(all);
    }
    return all;
  }

  /** Every other order is declined, and so undone. */
  private static Load load(ProofApi api, int orders) {
    var plans =
        IntStream.range(0, orders)
            .mapToObj(
                number ->
                    (number % 2 == 0 ? SweptPath.CONFIRMED : SweptPath.DECLINED)
                        .plan(UUID.randomUUID().toString()))
            .toList();
    return Load.of(api, plans, BATCH);
  }

  /** Half of the invocations each. */
  private static void share(Stack stack, String function, String version) {
    var routing = stack.request();
    routing.putObject("RoutingConfig").putObject("AdditionalVersionWeights").put(version, 0.5);
    stack.lambda("PUT", function, "/aliases/live", routing.toString());
  }

  private static Set<String> mixtures(Stack stack) {
    var request = stack.request().put("stateMachineArn", stack.ref("OrderWorkflow"));
    var found = new HashSet<String>();
    for (var execution :
        stack.states("ListExecutions", request.put("maxResults", 1000)).path("executions")) {
      var versions = versions(stack, execution.path("executionArn").asText());
      for (var later = 1; later < versions.size(); later++) {
        found.add(versions.getFirst() + ", " + versions.get(later));
      }
    }
    return found;
  }

  /** The tasks of one execution that were done, each with the version that did it. */
  private static List<String> versions(Stack stack, String execution) {
    var request = stack.request().put("executionArn", execution).put("maxResults", 1000);
    var found = new ArrayList<String>();
    var state = "";
    for (var event : stack.states("GetExecutionHistory", request).path("events")) {
      state = event.at("/stateEnteredEventDetails/name").asText(state);
      var version = version(stack, event);
      if (!version.isEmpty()) {
        found.add(task(state) + " " + version);
      }
    }
    return found;
  }

  private static String version(Stack stack, JsonNode event) {
    var output = event.at("/taskSucceededEventDetails/output").asText();
    return output.isEmpty() ? "" : stack.parse(output).path("ExecutedVersion").asText();
  }

  private static String task(String state) {
    return switch (state) {
      case "ReserveInventory" -> "reserve";
      case "ChargePayment" -> "charge";
      default -> "undo";
    };
  }
}
