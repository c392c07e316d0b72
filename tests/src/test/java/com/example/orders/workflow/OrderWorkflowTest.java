package com.example.orders.workflow;

import static com.example.orders.workflow.Behaviour.CONDITION_FAILED;
import static com.example.orders.workflow.Behaviour.CRASHES;
import static com.example.orders.workflow.Behaviour.FAILS_AN_ENTRY;
import static com.example.orders.workflow.Behaviour.SILENT;
import static com.example.orders.workflow.Behaviour.UNAVAILABLE;
import static com.example.orders.workflow.Behaviour.WORKS;
import static com.example.orders.workflow.Behaviour.business;
import static com.example.orders.workflow.Behaviour.closesAs;
import static com.example.orders.workflow.Step.CANCEL_SHIPMENT;
import static com.example.orders.workflow.Step.CHARGE;
import static com.example.orders.workflow.Step.CLOSE;
import static com.example.orders.workflow.Step.CONFIRM;
import static com.example.orders.workflow.Step.FENCE;
import static com.example.orders.workflow.Step.PARK;
import static com.example.orders.workflow.Step.PUBLISH_CLOSED;
import static com.example.orders.workflow.Step.PUBLISH_CONFIRMED;
import static com.example.orders.workflow.Step.REFUND;
import static com.example.orders.workflow.Step.RELEASE;
import static com.example.orders.workflow.Step.RESERVE;
import static com.example.orders.workflow.Step.RESUME;
import static com.example.orders.workflow.Step.SHIP;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.testing.EventContract;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the deployed state machine's definition, offline, through every Retry and every Catch. */
class OrderWorkflowTest {
  private static final String EXPIRED = "com.example.orders.order.OrderExpiredException";
  private static final String OUT_OF_STOCK = "com.example.orders.inventory.OutOfStockException";
  private static final String UNKNOWN_SKU = "com.example.orders.inventory.UnknownSkuException";
  private static final String CURRENCY = "com.example.orders.inventory.CurrencyMismatchException";
  private static final String CLOSED = "com.example.orders.order.OrderClosedException";
  private static final String CANCELLED = "com.example.orders.order.CancelRequestedException";
  private static final String DECLINED = "com.example.orders.payment.PaymentDeclinedException";
  private static final String KEY_REUSED = "com.example.orders.payment.PaymentKeyReusedException";
  private static final String UNDO_REQUESTED = "com.example.orders.order.UndoRequestedException";
  private static final String UNKNOWN_OUTCOME =
      "com.example.orders.payment.PaymentUnavailableException";
  private static final Behaviour REFUSED = new Behaviour.Throws("Warehouse.Refused", "not ours");
  private static final Behaviour SHIPPED =
      new Behaviour.Throws("Warehouse.AlreadyShipped", "already shipped");

  private static final EventContract CONTRACT = EventContract.ofCheckout();
  private static final List<Step> UNDO = List.of(FENCE, REFUND, RELEASE, CLOSE, PUBLISH_CLOSED);

  /** Nothing is left to decide there. */
  private static final Set<Step> FORWARD_ONLY =
      Set.of(CONFIRM, PUBLISH_CONFIRMED, RESUME, CLOSE, PUBLISH_CLOSED);

  private static final List<Step> UNDO_RESUMED = List.of(REFUND, RELEASE, CLOSE, PUBLISH_CLOSED);

  /** What is scripted, which calls are expected, and how it ends. */
  record Scenario(String name, Map<Step, List<Behaviour>> scripts, List<Step> calls, String ends) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Scenario scenario(
      String name, Map<Step, List<Behaviour>> scripts, String ends, Object... calls) {
    var flat = new ArrayList<Step>();
    for (var call : calls) {
      switch (call) {
        case Step step -> flat.add(step);
        case List<?> steps -> steps.forEach(step -> flat.add((Step) step));
        default -> throw new IllegalArgumentException(String.valueOf(call));
      }
    }
    return new Scenario(name, scripts, flat, ends);
  }

  private static List<Behaviour> always(Behaviour behaviour) {
    return List.of(behaviour);
  }

  private static List<Behaviour> first(Behaviour behaviour, int times) {
    var script = new ArrayList<>(nCopies(times, behaviour));
    script.add(WORKS);
    return script;
  }

  static Stream<Scenario> scenarios() {
    return Stream.of(
            reserving(), cancelling(), charging(), shipping(), givenUp(), finishing(), undoing())
        .flatMap(List::stream);
  }

  private static List<Scenario> reserving() {
    return List.of(
        scenario(
            "everything works",
            Map.of(),
            "CONFIRMED",
            RESERVE,
            CHARGE,
            SHIP,
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "out of stock is not retried",
            Map.of(RESERVE, always(business(OUT_OF_STOCK))),
            "REJECTED OUT_OF_STOCK",
            RESERVE,
            UNDO),
        scenario(
            "an unknown SKU is not retried",
            Map.of(RESERVE, always(business(UNKNOWN_SKU))),
            "REJECTED UNKNOWN_SKU",
            RESERVE,
            UNDO),
        scenario(
            "another currency is not retried",
            Map.of(RESERVE, always(business(CURRENCY))),
            "REJECTED CURRENCY_MISMATCH",
            RESERVE,
            UNDO),
        scenario(
            "an order that is being undone is not reserved again",
            Map.of(RESERVE, always(business(CLOSED)), REFUND, always(closesAs("OUT_OF_STOCK"))),
            "REJECTED OUT_OF_STOCK",
            RESERVE,
            UNDO_RESUMED),
        scenario(
            "a crash while reserving is retried",
            Map.of(RESERVE, first(CRASHES, 10)),
            "CONFIRMED",
            nCopies(11, RESERVE),
            CHARGE,
            SHIP,
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "Lambda throttles the reservation",
            Map.of(RESERVE, first(new Behaviour.Refuses(429, "TooManyRequestsException"), 2)),
            "CONFIRMED",
            nCopies(3, RESERVE),
            CHARGE,
            SHIP,
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "reserving never works",
            Map.of(RESERVE, always(CRASHES)),
            "WAITS reserve inventory: java.lang.IllegalStateException",
            nCopies(11, RESERVE)));
  }

  private static List<Scenario> cancelling() {
    var cancelled = always(business(CANCELLED));
    var closes = always(Behaviour.CLOSES_AS_CANCELLED);
    return List.of(
        scenario(
            "cancelled before the reservation",
            Map.of(RESERVE, cancelled, REFUND, closes),
            "CANCELLED CUSTOMER_CANCELLED",
            RESERVE,
            UNDO),
        scenario(
            "cancelled before the charge",
            Map.of(CHARGE, cancelled, REFUND, closes),
            "CANCELLED CUSTOMER_CANCELLED",
            RESERVE,
            CHARGE,
            UNDO),
        scenario(
            "cancelled between a failed reservation and the fence",
            Map.of(RESERVE, always(business(OUT_OF_STOCK)), REFUND, closes),
            "CANCELLED CUSTOMER_CANCELLED",
            RESERVE,
            UNDO),
        scenario(
            "cancelled, but the refund never works",
            Map.of(CHARGE, cancelled, REFUND, always(CRASHES)),
            "PARKED CUSTOMER_CANCELLED",
            RESERVE,
            CHARGE,
            FENCE,
            nCopies(11, REFUND),
            PARK));
  }

  private static List<Scenario> charging() {
    return List.of(
        scenario(
            "a declined card is not retried",
            Map.of(CHARGE, always(business(DECLINED))),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            UNDO),
        scenario(
            "an order that has expired is not charged, and undone at once",
            Map.of(CHARGE, always(business(EXPIRED))),
            "REJECTED EXPIRED",
            RESERVE,
            CHARGE,
            UNDO),
        scenario(
            "an order closed before the charge",
            Map.of(CHARGE, always(business(CLOSED)), REFUND, always(closesAs("OUT_OF_STOCK"))),
            "REJECTED OUT_OF_STOCK",
            RESERVE,
            CHARGE,
            UNDO_RESUMED),
        scenario(
            "an unknown outcome is asked again",
            Map.of(CHARGE, first(business(UNKNOWN_OUTCOME), 3)),
            "CONFIRMED",
            RESERVE,
            nCopies(4, CHARGE),
            SHIP,
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "charging never works",
            Map.of(CHARGE, always(CRASHES)),
            "WAITS charge payment: java.lang.IllegalStateException",
            RESERVE,
            nCopies(11, CHARGE)),
        scenario(
            "a payment key that is another order's is not tried again",
            Map.of(CHARGE, always(business(KEY_REUSED))),
            "WAITS charge payment: " + KEY_REUSED,
            RESERVE,
            CHARGE));
  }

  private static List<Scenario> shipping() {
    return List.of(
        scenario(
            "the warehouse refuses",
            Map.of(SHIP, always(REFUSED)),
            "REJECTED SHIPMENT_REFUSED",
            RESERVE,
            CHARGE,
            SHIP,
            UNDO),
        scenario(
            "the shipment queue fails for a while",
            Map.of(SHIP, first(UNAVAILABLE, 10)),
            "CONFIRMED",
            RESERVE,
            CHARGE,
            nCopies(11, SHIP),
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "the shipment queue never takes it",
            Map.of(SHIP, always(UNAVAILABLE)),
            "WAITS ship order: SQS.InternalServerErrorException",
            RESERVE,
            CHARGE,
            nCopies(11, SHIP)),
        scenario(
            "the warehouse never answers its one message",
            Map.of(SHIP, always(SILENT)),
            "WAITS ship order: States.Timeout",
            RESERVE,
            CHARGE,
            SHIP));
  }

  /** An operator gave the order up; an execution finds it before or after its reservation. */
  private static List<Scenario> givenUp() {
    var givenUp = always(business(UNDO_REQUESTED));
    return List.of(
        scenario(
            "given up before the reservation",
            Map.of(RESERVE, givenUp),
            "REJECTED UNDONE_BY_OPERATOR",
            RESERVE,
            CANCEL_SHIPMENT,
            UNDO),
        scenario(
            "given up after the reservation",
            Map.of(CHARGE, givenUp),
            "REJECTED UNDONE_BY_OPERATOR",
            RESERVE,
            CHARGE,
            CANCEL_SHIPMENT,
            UNDO),
        scenario(
            "given up, but shipped all the same",
            Map.of(
                CHARGE, List.of(business(UNDO_REQUESTED), WORKS), CANCEL_SHIPMENT, always(SHIPPED)),
            "CONFIRMED",
            RESERVE,
            CHARGE,
            CANCEL_SHIPMENT,
            RESUME,
            CHARGE,
            SHIP,
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "given up, but shipped, and the answer of the write that says so is lost",
            Map.of(
                CHARGE,
                List.of(business(UNDO_REQUESTED), WORKS),
                CANCEL_SHIPMENT,
                always(SHIPPED),
                RESUME,
                always(CONDITION_FAILED)),
            "CONFIRMED",
            RESERVE,
            CHARGE,
            CANCEL_SHIPMENT,
            RESUME,
            CHARGE,
            SHIP,
            CONFIRM,
            PUBLISH_CONFIRMED),
        scenario(
            "given up, but shipped, and the row cannot be written",
            Map.of(CHARGE, givenUp, CANCEL_SHIPMENT, always(SHIPPED), RESUME, always(UNAVAILABLE)),
            "WAITS resume shipped: DynamoDB.InternalServerErrorException",
            RESERVE,
            CHARGE,
            CANCEL_SHIPMENT,
            nCopies(11, RESUME)),
        scenario(
            "given up, and the queue takes the cancellation late",
            Map.of(RESERVE, givenUp, CANCEL_SHIPMENT, first(UNAVAILABLE, 10)),
            "REJECTED UNDONE_BY_OPERATOR",
            RESERVE,
            nCopies(11, CANCEL_SHIPMENT),
            UNDO),
        scenario(
            "given up, and the warehouse never answers its one message",
            Map.of(RESERVE, givenUp, CANCEL_SHIPMENT, always(SILENT)),
            "WAITS cancel shipment: States.Timeout",
            RESERVE,
            CANCEL_SHIPMENT));
  }

  private static List<Scenario> finishing() {
    return List.of(
        scenario(
            "confirming is retried",
            Map.of(CONFIRM, first(UNAVAILABLE, 10)),
            "CONFIRMED",
            RESERVE,
            CHARGE,
            SHIP,
            nCopies(11, CONFIRM),
            PUBLISH_CONFIRMED),
        scenario(
            "confirming never works: nothing is undone",
            Map.of(CONFIRM, always(UNAVAILABLE)),
            "WAITS confirm order: DynamoDB.InternalServerErrorException",
            RESERVE,
            CHARGE,
            SHIP,
            nCopies(11, CONFIRM)),
        scenario(
            "a row in another status is not confirmed",
            Map.of(CONFIRM, always(CONDITION_FAILED)),
            "MOVED confirm order",
            RESERVE,
            CHARGE,
            SHIP,
            CONFIRM),
        scenario(
            "a failed entry is published again",
            Map.of(PUBLISH_CONFIRMED, first(FAILS_AN_ENTRY, 2)),
            "CONFIRMED",
            RESERVE,
            CHARGE,
            SHIP,
            CONFIRM,
            nCopies(3, PUBLISH_CONFIRMED)),
        scenario(
            "publishing never works: nothing is undone",
            Map.of(PUBLISH_CONFIRMED, always(FAILS_AN_ENTRY)),
            "WAITS publish confirmed: EventBridge.FailedEntry",
            RESERVE,
            CHARGE,
            SHIP,
            CONFIRM,
            nCopies(11, PUBLISH_CONFIRMED)));
  }

  private static List<Scenario> undoing() {
    var declined = always(business(DECLINED));
    return List.of(
        scenario(
            "the fence's answer was lost",
            Map.of(CHARGE, declined, FENCE, always(CONDITION_FAILED)),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            UNDO),
        scenario(
            "the fence is retried",
            Map.of(CHARGE, declined, FENCE, first(UNAVAILABLE, 10)),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            nCopies(11, FENCE),
            REFUND,
            RELEASE,
            CLOSE,
            PUBLISH_CLOSED),
        scenario(
            "the fence never works",
            Map.of(CHARGE, declined, FENCE, always(UNAVAILABLE)),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            nCopies(11, FENCE),
            PARK),
        scenario(
            "the refund is retried",
            Map.of(CHARGE, declined, REFUND, first(CRASHES, 10)),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            nCopies(11, REFUND),
            RELEASE,
            CLOSE,
            PUBLISH_CLOSED),
        scenario(
            "the refund never works",
            Map.of(CHARGE, declined, REFUND, always(CRASHES)),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            nCopies(11, REFUND),
            PARK),
        scenario(
            "the order is not being undone",
            Map.of(CHARGE, declined, REFUND, always(business(CLOSED))),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            PARK),
        scenario(
            "the release is retried",
            Map.of(CHARGE, declined, RELEASE, first(CRASHES, 10)),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            nCopies(11, RELEASE),
            CLOSE,
            PUBLISH_CLOSED),
        scenario(
            "the release never works",
            Map.of(CHARGE, declined, RELEASE, always(CRASHES)),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            nCopies(11, RELEASE),
            PARK),
        scenario(
            "the release finds a closed order",
            Map.of(CHARGE, declined, RELEASE, always(business(CLOSED))),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            RELEASE,
            PARK),
        scenario(
            "a row that has moved on is not closed",
            Map.of(CHARGE, declined, CLOSE, always(CONDITION_FAILED)),
            "MOVED close order",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            RELEASE,
            CLOSE),
        scenario(
            "the rejection is retried",
            Map.of(CHARGE, declined, CLOSE, first(UNAVAILABLE, 10)),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            RELEASE,
            nCopies(11, CLOSE),
            PUBLISH_CLOSED),
        scenario(
            "the rejection never works",
            Map.of(CHARGE, declined, CLOSE, always(UNAVAILABLE)),
            "WAITS close order: DynamoDB.InternalServerErrorException",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            RELEASE,
            nCopies(11, CLOSE)),
        scenario(
            "the rejection's event is published again",
            Map.of(CHARGE, declined, PUBLISH_CLOSED, first(FAILS_AN_ENTRY, 10)),
            "REJECTED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            RELEASE,
            CLOSE,
            nCopies(11, PUBLISH_CLOSED)),
        scenario(
            "the rejection's event is never published",
            Map.of(CHARGE, declined, PUBLISH_CLOSED, always(UNAVAILABLE)),
            "WAITS publish closed: EventBridge.InternalServerErrorException",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            RELEASE,
            CLOSE,
            nCopies(11, PUBLISH_CLOSED)),
        scenario(
            "parking is retried",
            Map.of(CHARGE, declined, REFUND, always(CRASHES), PARK, first(UNAVAILABLE, 10)),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            nCopies(11, REFUND),
            nCopies(11, PARK)),
        scenario(
            "a terminal order is not parked",
            Map.of(
                CHARGE, declined, REFUND, always(business(CLOSED)), PARK, always(CONDITION_FAILED)),
            "PARKED PAYMENT_DECLINED",
            RESERVE,
            CHARGE,
            FENCE,
            REFUND,
            PARK),
        scenario(
            "parking never works",
            Map.of(CHARGE, declined, REFUND, always(CRASHES), PARK, always(UNAVAILABLE)),
            "FAILED",
            RESERVE,
            CHARGE,
            FENCE,
            nCopies(11, REFUND),
            nCopies(11, PARK)));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void goesAsItsScriptSays(Scenario scenario) {
    var run = WorkflowRun.of(scenario.scripts());
    assertThat(run.calls()).isEqualTo(scenario.calls());
    switch (scenario.ends().split(" ")[0]) {
      case "CONFIRMED" -> assertEnds(run, "SUCCEEDED", "CONFIRMED");
      case "REJECTED", "CANCELLED" -> {
        assertEnds(run, "SUCCEEDED", scenario.ends().split(" ")[0]);
        assertThat(run.reason()).isEqualTo(scenario.ends().split(" ")[1]);
      }
      case "PARKED" -> {
        assertThat(run.status()).isEqualTo("FAILED");
        assertThat(run.error()).isEqualTo("Orderly.Parked");
        assertThat(run.reason()).isEqualTo(scenario.ends().split(" ")[1]);
      }
      case "WAITS" -> {
        assertThat(run.status()).isEqualTo("FAILED");
        assertThat(run.error()).isEqualTo("Orderly.WaitsForRepair");
        assertThat(run.cause()).isEqualTo(scenario.ends().substring("WAITS ".length()));
        if (!FORWARD_ONLY.contains(run.calls().getLast())) {
          assertThat(run.writes()).as("the row stays as it is").isEmpty();
        }
      }
      case "MOVED" -> {
        assertThat(run.status()).isEqualTo("FAILED");
        assertThat(run.error()).isEqualTo("Orderly.RowHasMoved");
        assertThat(run.cause())
            .isEqualTo(
                scenario.ends().substring("MOVED ".length())
                    + ": DynamoDB.ConditionalCheckFailedException");
      }
      default -> {
        assertThat(run.status()).isEqualTo("FAILED");
        assertThat(run.error()).doesNotStartWith("Orderly.");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void whatItPublishesKeepsTheContract(Scenario scenario) {
    var run = WorkflowRun.of(scenario.scripts());
    var attempts =
        run.calls().stream().filter(Set.of(PUBLISH_CONFIRMED, PUBLISH_CLOSED)::contains).count();

    assertThat(run.published()).hasSize(Math.toIntExact(attempts));
    assertThat(run.published())
        .allSatisfy(
            entry ->
                assertThat(
                        CONTRACT.violations(
                            entry.path("Source").asText(),
                            entry.path("DetailType").asText(),
                            entry.path("Detail").toString()))
                    .isEmpty());
  }

  private static void assertEnds(WorkflowRun run, String status, String orderStatus) {
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.output().path("status").asText()).isEqualTo(orderStatus);
  }

  @Test
  void aRedriveParksAnOrderThatCouldNotBeParked() {
    var scripts =
        Map.of(
            CHARGE,
            always(business(DECLINED)),
            RELEASE,
            always(business(CLOSED)),
            PARK,
            first(UNAVAILABLE, 11));

    var failed = WorkflowRun.of(scripts);
    var redriven = WorkflowRun.redriven(scripts);

    assertThat(failed.error()).doesNotStartWith("Orderly.");
    assertThat(redriven.error()).isEqualTo("Orderly.Parked");
    assertThat(redriven.calls().subList(0, failed.calls().size())).isEqualTo(failed.calls());
    assertThat(redriven.calls().get(failed.calls().size())).isEqualTo(PARK);
    assertThat(redriven.calls()).containsOnlyOnce(RESERVE);
  }

  /**
   * Only the statuses that the fence may leave: a charged order only once its shipment is stopped.
   */
  @ParameterizedTest
  @MethodSource("scenarios")
  void theFencePassesAChargedOrderOnlyAfterTheWarehouse(Scenario scenario) {
    var run = WorkflowRun.of(scenario.scripts());
    var calls = run.calls();
    var stopped =
        calls.contains(CANCEL_SHIPMENT)
            ? "UNDO_REQUESTED"
            : calls.contains(SHIP) ? "PAYMENT_CHARGED" : "CHARGING";

    run.valuesOf("BeginCompensation")
        .forEach(values -> assertThat(values.at("/:undoUpTo/S").asText()).isEqualTo(stopped));
  }

  @Test
  void theHappyPathEntersFiveStates() {
    assertThat(WorkflowRun.of(Map.of()).statesEntered())
        .containsExactly(
            "ReserveInventory", "ChargePayment", "ShipOrder", "ConfirmOrder", "PublishConfirmed");
  }

  @Test
  void everyCatchIsTakenBySomeScenario() {
    var taken = new HashSet<String>();
    scenarios().forEach(scenario -> taken.addAll(WorkflowRun.of(scenario.scripts()).transitions()));
    assertThat(taken).containsAll(catches(WorkflowRun.definition()));
  }

  private static Set<String> catches(JsonNode definition) {
    var catches = new HashSet<String>();
    definition
        .path("States")
        .properties()
        .forEach(
            state ->
                state
                    .getValue()
                    .path("Catch")
                    .forEach(c -> catches.add(state.getKey() + " -> " + c.path("Next").asText())));
    return catches;
  }
}
