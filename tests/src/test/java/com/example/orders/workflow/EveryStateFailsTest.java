package com.example.orders.workflow;

import static com.example.orders.workflow.Behaviour.CONDITION_FAILED;
import static com.example.orders.workflow.Behaviour.CRASHES;
import static com.example.orders.workflow.Behaviour.FAILS_AN_ENTRY;
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
import static com.example.orders.workflow.Step.RESUME;
import static com.example.orders.workflow.Step.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every task state of the definition, on every way that leads to it, fails for good in every way
 * that its service can: no compensation is skipped, and what is not at an end is visible.
 */
class EveryStateFailsTest {
  private static final String CLOSED = "com.example.orders.order.OrderClosedException";

  /** Nothing is left to undo there, so a failure only stops the execution. */
  private static final Set<Step> FORWARD_ONLY =
      Set.of(CONFIRM, PUBLISH_CONFIRMED, CLOSE, PUBLISH_CLOSED, PARK, RESUME);

  /** Where a failure that nobody decided waits for repair, with the row as it is. */
  private static final Set<Step> WAITS = Set.of(RESERVE, CHARGE, SHIP, CANCEL_SHIPMENT, RESUME);

  /** Where the row is written, or ended: what fails waits for repair all the same. */
  private static final Set<Step> LAST = Set.of(CONFIRM, PUBLISH_CONFIRMED, CLOSE, PUBLISH_CLOSED);

  private static final Behaviour GIVEN_UP =
      business("com.example.orders.order.UndoRequestedException");

  /** The ways through the workflow: how the steps go that do not just work. */
  private static final Map<String, Map<Step, List<Behaviour>>> WAYS =
      Map.of(
          "happy",
          Map.of(),
          "out of stock",
          Map.of(RESERVE, List.of(business("com.example.orders.inventory.OutOfStockException"))),
          "cancelled",
          Map.of(CHARGE, List.of(business("com.example.orders.order.CancelRequestedException"))),
          "declined",
          Map.of(CHARGE, List.of(business("com.example.orders.payment.PaymentDeclinedException"))),
          "refused",
          Map.of(SHIP, List.of(new Behaviour.Throws("Warehouse.Refused", "no"))),
          "given up",
          Map.of(RESERVE, List.of(GIVEN_UP)),
          "given up and shipped",
          Map.of(
              CHARGE,
              List.of(GIVEN_UP, WORKS),
              CANCEL_SHIPMENT,
              List.of(new Behaviour.Throws("Warehouse.AlreadyShipped", ""))),
          "parked",
          Map.of(CHARGE, List.of(business(CLOSED)), RELEASE, List.of(business(CLOSED))));

  /** One more step that fails for good, on a way that leads to it. */
  record Failing(String way, String state, Step step, Behaviour behaviour) {
    Map<Step, List<Behaviour>> scripts() {
      var scripts = new HashMap<>(WAYS.get(way));
      scripts.put(step, List.of(behaviour));
      return scripts;
    }

    /** Somebody has begun to undo the order, or has ended it: the fence holds. */
    boolean findsAnUndo() {
      var closed = List.of(business(CLOSED));
      return closed.equals(scripts().get(RESERVE)) || closed.equals(scripts().get(CHARGE));
    }

    @Override
    public String toString() {
      return way + ": " + state + " " + behaviour;
    }
  }

  static Stream<Failing> everywhere() {
    return WAYS.keySet().stream()
        .flatMap(
            way ->
                stepsByState(way).entrySet().stream()
                    .flatMap(
                        state ->
                            failures(state.getValue()).stream()
                                .map(
                                    fails ->
                                        new Failing(
                                            way, state.getKey(), state.getValue(), fails))));
  }

  @Test
  void everyTaskStateOfTheDefinitionIsOnSomeWay() {
    assertThat(everywhere().map(Failing::state).collect(Collectors.toSet())).isEqualTo(tasks());
  }

  private static Set<String> tasks() {
    return WorkflowRun.definition()
        .path("States")
        .propertyStream()
        .filter(state -> state.getValue().path("Type").asText().equals("Task"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void endsUndoneOrConfirmedOrVisiblyFailed(Failing failing) {
    var run = WorkflowRun.of(failing.scripts());
    var calls = run.calls();

    assertThat(calls).contains(failing.step());
    assertThat(calls.contains(CONFIRM) && calls.contains(FENCE)).isFalse();
    if (calls.contains(CLOSE)) {
      assertThat(calls).containsSubsequence(REFUND, RELEASE, CLOSE);
      assertThat(calls.contains(FENCE)).isNotEqualTo(failing.findsAnUndo());
    }
    if (run.status().equals("SUCCEEDED")) {
      assertThat(run.output().path("status").asText())
          .isEqualTo(calls.contains(CONFIRM) ? "CONFIRMED" : "REJECTED");
      assertThat(calls.getLast()).isIn(PUBLISH_CONFIRMED, PUBLISH_CLOSED);
      assertThat(failing.step()).isNotIn(REFUND, RELEASE).isNotIn(FORWARD_ONLY);
    } else if (run.error().equals("Orderly.WaitsForRepair")) {
      assertThat(calls.getLast()).isEqualTo(failing.step());
      assertThat(failing.behaviour()).isNotEqualTo(CONDITION_FAILED);
      if (!LAST.contains(calls.getLast())) {
        assertThat(calls.getLast()).isIn(WAITS);
        assertThat(calls).doesNotContain(FENCE, CONFIRM, PARK);
      }
    } else if (run.error().equals("Orderly.RowHasMoved")) {
      assertThat(calls.getLast()).isEqualTo(failing.step()).isIn(CONFIRM, CLOSE);
      assertThat(failing.behaviour()).isEqualTo(CONDITION_FAILED);
    } else {
      assertThat(run.status()).isEqualTo("FAILED");
      assertThat(calls.getLast()).isEqualTo(PARK);
      assertThat(run.error().equals("Orderly.Parked")).isEqualTo(parked(failing, calls));
    }
  }

  /** A failed condition of the parking says that the row is parked or at an end. */
  private static boolean parked(Failing failing, List<Step> calls) {
    return calls.contains(PARK)
        && (failing.step() != PARK || failing.behaviour().equals(CONDITION_FAILED));
  }

  private static List<Behaviour> failures(Step step) {
    return switch (step) {
      case RESERVE, CHARGE, REFUND, RELEASE -> List.of(CRASHES, UNAVAILABLE, business(CLOSED));
      case SHIP, CANCEL_SHIPMENT -> List.of(UNAVAILABLE, SILENT);
      case CONFIRM, FENCE, CLOSE, PARK -> List.of(UNAVAILABLE, CONDITION_FAILED);
      case RESUME -> List.of(UNAVAILABLE);
      case PUBLISH_CONFIRMED, PUBLISH_CLOSED -> List.of(UNAVAILABLE, FAILS_AN_ENTRY);
    };
  }

  /** Each task state makes one kind of call, as often as it is retried. */
  private static Map<String, Step> stepsByState(String way) {
    var run = WorkflowRun.of(WAYS.get(way));
    var steps = new ArrayList<Step>();
    for (var step : run.calls()) {
      if (steps.isEmpty() || steps.getLast() != step) {
        steps.add(step);
      }
    }
    var tasks = tasks();
    var states = run.statesEntered().stream().filter(tasks::contains).toList();
    return IntStream.range(0, steps.size())
        .boxed()
        .collect(Collectors.toMap(states::get, steps::get, (first, again) -> first));
  }
}
