package com.example.orders.workflow;

import static com.example.orders.workflow.Behaviour.CRASHES;
import static com.example.orders.workflow.Behaviour.SILENT;
import static com.example.orders.workflow.Behaviour.UNAVAILABLE;
import static com.example.orders.workflow.Behaviour.WORKS;
import static com.example.orders.workflow.Behaviour.business;
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
import static com.example.orders.workflow.Step.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hours of trouble in virtual time, with the pauses between replays that the inbox makes. */
class LongTroubleTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String OUT_OF_STOCK = "com.example.orders.inventory.OutOfStockException";
  private static final String CLOSED = "com.example.orders.order.OrderClosedException";
  private static final String CANCELLED = "com.example.orders.order.CancelRequestedException";

  @ParameterizedTest
  @EnumSource(names = {"RESERVE", "CHARGE"})
  void aFunctionThatFailsForAnHourLosesRejectsAndRepeatsNothing(Step step) {
    var order = ReplayedOrder.of(Map.of(step, List.of(until(HOUR, CRASHES, WORKS))));

    assertThat(order.ends().getLast()).contains("CONFIRMED");
    assertThat(order.ends().subList(0, order.ends().size() - 1))
        .hasSizeGreaterThan(1)
        .containsOnly("Orderly.WaitsForRepair");
    assertThat(order.calls()).doesNotContain(FENCE, REFUND, CLOSE, PARK, CANCEL_SHIPMENT);
    for (var once : List.of(SHIP, CONFIRM, PUBLISH_CONFIRMED)) {
      assertThat(order.times(once)).as(once.name()).isEqualTo(1);
    }
    assertThat(order.duration()).isBetween(HOUR, HOUR.multipliedBy(2));
  }

  /** Recorded steps answer what they did, so that a new execution comes back to the step. */
  @ParameterizedTest
  @EnumSource(names = {"CONFIRM", "PUBLISH_CONFIRMED"})
  void aLastStepThatFailsForAnHourIsComeBackTo(Step step) {
    var order = ReplayedOrder.of(Map.of(step, List.of(until(HOUR, UNAVAILABLE, WORKS))));

    assertHealed(order, "CONFIRMED");
    assertThat(order.calls()).doesNotContain(FENCE, REFUND, CLOSE, PARK, CANCEL_SHIPMENT);
    assertThat(order.calls()).endsWith(PUBLISH_CONFIRMED);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE", "PUBLISH_CLOSED"})
  void theEndOfAnUndoThatFailsForAnHourIsComeBackTo(Step step) {
    var order =
        ReplayedOrder.of(
            Map.of(
                RESERVE,
                List.of(business(OUT_OF_STOCK), business(CLOSED)),
                step,
                List.of(until(HOUR, UNAVAILABLE, WORKS))));

    assertHealed(order, "REJECTED");
    assertThat(order.calls()).containsOnlyOnce(FENCE).doesNotContain(CHARGE, PARK);
    assertThat(order.calls()).endsWith(REFUND, RELEASE, CLOSE, PUBLISH_CLOSED);
  }

  private static void assertHealed(ReplayedOrder order, String end) {
    assertReplayed(order, "Orderly.WaitsForRepair", end);
    assertThat(order.duration()).isBetween(HOUR, HOUR.multipliedBy(2));
  }

  /** Several executions failed with the error before the last one ended as it should. */
  private static void assertReplayed(ReplayedOrder order, String error, String end) {
    assertThat(order.ends().getLast()).contains(end);
    assertThat(order.ends().subList(0, order.ends().size() - 1))
        .hasSizeGreaterThan(1)
        .containsOnly(error);
  }

  /** The row is parked meanwhile, and unparked by each replay. */
  @ParameterizedTest
  @EnumSource(names = {"REFUND", "RELEASE"})
  void anUndoWhoseFunctionCrashesForAnHourGoesOnByItself(Step step) {
    var order =
        ReplayedOrder.of(
            Map.of(
                RESERVE,
                List.of(business(OUT_OF_STOCK), business(CLOSED)),
                step,
                List.of(until(HOUR, CRASHES, WORKS))));

    assertReplayed(order, "Orderly.Parked", "REJECTED");
  }

  @Test
  void aCancelWinsOverAChargeThatFails() {
    var order =
        ReplayedOrder.of(
            Map.of(
                CHARGE,
                List.of(until(HOUR, CRASHES, business(CANCELLED))),
                REFUND,
                List.of(Behaviour.CLOSES_AS_CANCELLED)));

    assertThat(order.ends().getLast()).contains("CANCELLED");
    assertThat(order.calls()).doesNotContain(SHIP, CONFIRM);
  }

  /** A message in the queue is not lost, so no second one follows it. */
  @Test
  void aBacklogOfAlmostAnHourAtTheWarehouseIsOneMessageAnOrder() {
    var late = new Behaviour.Late(Duration.ofMinutes(59));
    var order = ReplayedOrder.of(Map.of(SHIP, List.of(late)));

    assertThat(order.ends()).singleElement().asString().contains("CONFIRMED");
    assertThat(order.times(SHIP)).isEqualTo(1);
    assertThat(order.calls()).doesNotContain(CANCEL_SHIPMENT);
  }

  @Test
  void aWarehouseThatIsSilentForThreeHoursGetsOneMessageAnHour() {
    var order = ReplayedOrder.of(Map.of(SHIP, List.of(until(HOUR.multipliedBy(3), SILENT, WORKS))));

    assertThat(order.ends().getLast()).contains("CONFIRMED");
    assertThat(order.times(SHIP)).isEqualTo(4);
    assertThat(order.calls()).doesNotContain(CANCEL_SHIPMENT, FENCE, PARK);
  }

  @Test
  void aTimeToCancelInIsOneStateMoreAndOnlyForTheFirstExecution() {
    var window = Duration.ofMinutes(10);
    var definition = WorkflowRun.definitionWithWindow((int) window.toSeconds());

    var smooth = ReplayedOrder.of(definition, Map.of());
    var replayed =
        ReplayedOrder.of(definition, Map.of(RESERVE, List.of(until(HOUR, CRASHES, WORKS))));

    assertThat(smooth.duration()).isBetween(window, window.plusSeconds(10));
    assertThat(smooth.calls()).isEqualTo(WorkflowRun.of(Map.of()).calls());
    assertThat(replayed.ends()).hasSizeGreaterThan(1);
    assertThat(replayed.duration()).isLessThan(HOUR.multipliedBy(2));
  }

  @Test
  void aTimeToCancelInLeavesTheChargeTheLastWord() {
    var order =
        ReplayedOrder.of(
            WorkflowRun.definitionWithWindow(600),
            Map.of(
                CHARGE,
                List.of(business(CANCELLED)),
                REFUND,
                List.of(Behaviour.CLOSES_AS_CANCELLED)));

    assertThat(order.ends()).singleElement().asString().contains("CANCELLED");
  }

  private static Behaviour until(Duration time, Behaviour before, Behaviour then) {
    return new Behaviour.Until(VirtualTimer.START.plus(time), before, then);
  }
}
