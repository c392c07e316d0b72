package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.proof.Plan.Manner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof of the proof: mistakes that tests of one part easily miss are planted in a copy of the
 * application, and an order of its own for each, under well-aimed faults, must make the checker
 * name the invariant and the order. The same orders under the same faults find nothing in the
 * application as it is.
 */
@Tag("local")
@Execution(CONCURRENT)
@Order(1) // the longest begin first
class PlantedBugsIT {
  private static final long SEED = 4;

  private static final String CHANGED = id(1);
  private static final String PUT_REFUSED = id(2);
  private static final String WAREHOUSE_REFUSES = id(3);
  private static final String DECLINED = id(4);
  private static final String LATE_RESERVE = id(5);
  private static final String TESTED = id(6);

  /** Every fault hits one order, which the mistake makes it matter for. */
  private static final FaultRules FAULTS =
      FaultRules.parse(
          """
          {"seed": 4, "rules": [
            {"id": "the row is not written, and a retry of the SDK does not help",
             "fault": "deny", "function": "AcceptOrdersFunction", "operation": "PutItem",
             "order": "%s", "count": 1},
            {"id": "the refund, after a write that finds the charge, is made, its answer lost",
             "fault": "timeout-after", "function": "RefundPaymentFunction", "operation": "UpdateItem",
             "order": "%s", "skip": 1, "count": 1, "latencyMillis": 500},
            {"id": "all attempts to reserve but the first fail, until the customer's cancel is seen",
             "fault": "deny", "function": "ReserveInventoryFunction",
             "operation": "TransactWriteItems", "order": "%s", "skip": 1},
            {"id": "and the first arrives after the cancel was granted",
             "fault": "latency", "function": "ReserveInventoryFunction",
             "operation": "TransactWriteItems", "order": "%s", "count": 1, "latencyMillis": 6000}
          ]}
          """
              .formatted(PUT_REFUSED, WAREHOUSE_REFUSES, LATE_RESERVE, LATE_RESERVE));

  private static final String SANDBOX =
      "libs/payment-sandbox/src/main/java/com/example/orders/payment/sandbox/";
  private static final String ACCEPT_ORDERS =
      "functions/accept-orders/src/main/java/com/example/orders/acceptorders/";
  private static final String TABLES =
      "libs/order-dynamodb/src/main/java/com/example/orders/dynamodb/";

  /**
   * A mistake and what it is found by.
   *
   * @param anyOf the invariants of which it breaks one or more
   * @param plan of the only order that meets the mistake
   */
  private record Planted(PlantedBug bug, Set<Invariant> anyOf, Plan plan) {}

  /** No two mistakes of one copy are met by one order, and none hides another. */
  static Stream<Named<List<Planted>>> copies() {
    return Stream.of(copy(rowsMoneyAndStock()), copy(answersAndCompensation()));
  }

  private static Named<List<Planted>> copy(List<Planted> bugs) {
    return Named.of(
        bugs.stream().map(planted -> planted.bug().name()).collect(Collectors.joining(", ")), bugs);
  }

  private static List<Planted> rowsMoneyAndStock() {
    return List.of(
        new Planted(
            new PlantedBug(
                "an unconditional put",
                TABLES + "DynamoDbOrders.java",
                "put -> put.conditionExpression(\"attribute_not_exists(orderId)\")",
                "put -> {}",
                List.of("AcceptOrdersFunction")),
            // By how far the order was when its row was lost.
            Set.of(Invariant.I1, Invariant.I5, Invariant.I6),
            changed()),
        new Planted(
            new PlantedBug(
                "a swallowed exception",
                ACCEPT_ORDERS + "OrderBatch.java",
                """
                      LOG.warn("Message {} is returned: {}", message.id(), e.getClass().getName());
                      return false;
                """,
                """
                      LOG.warn("Message {} is returned: {}", message.id(), e.getClass().getName());
                      return true;
                """,
                List.of("AcceptOrdersFunction")),
            Set.of(Invariant.I4),
            putRefused()),
        new Planted(
            new PlantedBug(
                "a refund that runs twice",
                SANDBOX + "SandboxPaymentGateway.java",
                "case REFUNDED -> new Step<>(null, () -> VoidResult.REFUNDED);",
                "case REFUNDED -> new Step<>(seen.refunded(clock.instant()), () ->"
                    + " VoidResult.REFUNDED);",
                List.of("RefundPaymentFunction")),
            Set.of(Invariant.I3),
            warehouseRefuses()),
        new Planted(
            new PlantedBug(
                "no fence",
                TABLES + "DynamoDbInventory.java",
                ".conditionExpression(\"#status = :accepted\")",
                ".conditionExpression(\"#status = :accepted OR attribute_exists(#status)\")",
                List.of("ReserveInventoryFunction")),
            Set.of(Invariant.I5),
            cancelled()),
        new Planted(
            new PlantedBug(
                "a test order that is charged",
                "functions/charge-payment/src/main/java/com/example/orders/chargepayment/Charging.java",
                "order.isTest() ? testOrders : gateway",
                "gateway",
                List.of("ChargePaymentFunction")),
            Set.of(Invariant.I12),
            tested()));
  }

  private static List<Planted> answersAndCompensation() {
    return List.of(
        new Planted(
            new PlantedBug(
                "a null batch response",
                ACCEPT_ORDERS + "AcceptOrdersHandler.java",
                "batches.write(handleRequest(batches.read(event), context), answer);",
                "handleRequest(batches.read(event), context);"
                    + " answer.write(\"null\".getBytes(UTF_8));",
                List.of("AcceptOrdersFunction")),
            Set.of(Invariant.I4),
            putRefused()),
        new Planted(
            new PlantedBug(
                "a compensation that is skipped",
                "statemachines/order-workflow.asl.yaml",
                "        Next: ParkOrder\n    Next: ReleaseInventory\n",
                "        Next: ReleaseInventory\n    Next: CloseOrder\n",
                List.of()),
            Set.of(Invariant.I3),
            declined()),
        new Planted(
            new PlantedBug(
                "a test order whose customer is notified",
                "functions/notify-customer/src/main/java/com/example/orders/notifycustomer/Notifying.java",
                "    if (order.isTest()) {\n",
                "    if (order.isTest() && event.type().isEmpty()) {\n",
                List.of("NotifyCustomerFunction")),
            Set.of(Invariant.I12),
            tested()));
  }

  private static final PlantedBug OPEN_BREAKER =
      new PlantedBug(
          "a breaker that never closes",
          "libs/circuit-breaker/src/main/java/com/example/orders/breaker/SharedBreaker.java",
          "case Probe(var state) -> write(state, state.closed());",
          "case Probe(var _) -> {}",
          List.of("ChargePaymentFunction", "RefundPaymentFunction"));

  /** The mistakes of each copy, as the pages count and name them. */
  static List<List<PlantedBug>> mistakes() {
    var together = copies().map(Named::getPayload).map(PlantedBugsIT::bugs);
    return Stream.concat(together, Stream.of(List.of(OPEN_BREAKER))).toList();
  }

  private static List<PlantedBug> bugs(List<Planted> planted) {
    return planted.stream().map(Planted::bug).toList();
  }

  /** Not with the others: its run has the breaker on, and calls enough to open it. */
  @Test
  void aBreakerThatNeverClosesIsFound() throws Exception {
    var application = OPEN_BREAKER.plantIn(Project.find().root());
    var down =
        new FaultRule(
            "outage", Fault.DENY, "dynamodb", null, "LedgerTable", null, null, 0, 3, 1, 0);
    var plans = List.of(changed(), bystander());
    var settings =
        ProofSettings.of(SEED, 0)
            .with(plans, new FaultRules(SEED, List.of(down)))
            .withParameters(
                Map.of("PaymentBreaker", "on", "Settings", "on", "SettingsAgeSeconds", "15"))
            .withApplication(application.template(), application.artifacts())
            .oneByOne()
            .withPatience(Duration.ofSeconds(10));
    assertThat(new ProofRun(settings).run().verdict().broken()).containsExactly(Invariant.I10);
  }

  @ParameterizedTest
  @MethodSource("copies")
  void areFound(List<Planted> planted) throws Exception {
    var bugs = bugs(planted);
    var application = PlantedBug.plantIn(Project.find().root(), bugs);
    var plans = Stream.concat(Stream.of(bystander()), planted.stream().map(Planted::plan)).toList();
    var verdict =
        run(
            plans,
            settings ->
                settings
                    .withApplication(application.template(), application.artifacts())
                    .withPatience(Duration.ofSeconds(10)));
    System.out.println("Planted " + bugs + ": " + verdict.violations());
    for (var one : planted) {
      assertThat(verdict.violations())
          .as(one.bug().name())
          .filteredOn(violation -> isAbout(violation, one.plan()))
          .extracting(Violation::invariant)
          .containsAnyElementsOf(one.anyOf());
    }
    assertThat(verdict.violations()).noneMatch(violation -> isAbout(violation, bystander()));
  }

  private static boolean isAbout(Violation violation, Plan plan) {
    var order = violation.order();
    return order != null && order.orderId().equals(plan.orderId());
  }

  @Test
  void nothingIsFoundWhereNothingIsPlanted() throws Exception {
    var plans =
        List.of(
            changed(),
            putRefused(),
            warehouseRefuses(),
            declined(),
            cancelled(),
            tested(),
            bystander());
    assertThat(run(plans, settings -> settings).violations()).isEmpty();
  }

  private static Verdict run(List<Plan> plans, UnaryOperator<ProofSettings> application)
      throws InterruptedException {
    var settings =
        ProofSettings.of(SEED, 0)
            .with(plans, FAULTS)
            .oneByOne()
            .withRealVisibility() // else a busy machine would have messages again too early
            .withPatience(Duration.ofSeconds(75));
    var result = new ProofRun(application.apply(settings)).run();
    System.out.println("Faults: " + result.injected());
    return result.verdict();
  }

  private static String id(int number) {
    return "5eed0000-0000-4000-8000-%012d".formatted(number);
  }

  private static Plan changed() {
    return plan(CHANGED, Manner.CONFLICT, Plans.good(CHANGED, 1, 1, "tok_visa"));
  }

  private static Plan putRefused() {
    return plan(PUT_REFUSED, Manner.ONCE, Plans.good(PUT_REFUSED, 2, 1, "tok_visa"));
  }

  private static Plan warehouseRefuses() {
    var basket =
        Plans.refused(WAREHOUSE_REFUSES, Catalogue.REFUSED, Catalogue.CURRENCY, "SHIPMENT_REFUSED");
    return plan(WAREHOUSE_REFUSES, Manner.ONCE, basket);
  }

  private static Plan declined() {
    return plan(DECLINED, Manner.ONCE, Plans.declined(DECLINED, 3));
  }

  private static Plan cancelled() {
    return plan(LATE_RESERVE, Manner.CANCEL, Plans.good(LATE_RESERVE, 4, 1, "tok_visa"));
  }

  private static Plan tested() {
    return plan(TESTED, Manner.ONCE, Plans.test(TESTED));
  }

  /** Nothing happens to the first order; after it, the functions are warm. */
  private static Plan bystander() {
    var orderId = id(99);
    return plan(orderId, Manner.ONCE, Plans.good(orderId, 5, 1, "tok_visa"));
  }

  private static Plan plan(String orderId, Manner manner, Basket basket) {
    return Plans.plan("acme", orderId, manner, basket, 500);
  }
}
