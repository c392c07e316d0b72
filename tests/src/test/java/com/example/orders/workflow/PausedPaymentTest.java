package com.example.orders.workflow;

import static com.example.orders.workflow.Behaviour.WORKS;
import static com.example.orders.workflow.Behaviour.business;
import static com.example.orders.workflow.Step.CHARGE;
import static com.example.orders.workflow.Step.FENCE;
import static com.example.orders.workflow.Step.PARK;
import static com.example.orders.workflow.Step.REFUND;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The payment provider is left alone, and an order waits for it in its own retrier. */
class PausedPaymentTest {
  private static final int PAUSES = 36;
  private static final Behaviour PAUSED = paymentException("PaymentPaused");
  private static final Behaviour UNKNOWN_OUTCOME = paymentException("PaymentUnavailable");
  private static final Behaviour DECLINED = paymentException("PaymentDeclined");
  private static final Behaviour CANCELLED =
      business("com.example.orders.order.CancelRequestedException");

  @Test
  void pausesUseUpNoneOfTheTriesForFailures() {
    var script = new ArrayList<>(nCopies(PAUSES, PAUSED));
    script.addAll(nCopies(10, UNKNOWN_OUTCOME));
    script.add(WORKS);

    var run = WorkflowRun.of(Map.of(CHARGE, script));

    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(times(run, CHARGE)).isEqualTo(PAUSES + 11);
  }

  @Test
  void aPauseThatDoesNotEndWaitsForRepair() {
    var run = WorkflowRun.of(Map.of(CHARGE, List.of(PAUSED)));

    assertThat(run.error()).isEqualTo("Orderly.WaitsForRepair");
    assertThat(run.cause()).startsWith("charge payment: ").endsWith("PaymentPausedException");
    assertThat(times(run, CHARGE)).isEqualTo(PAUSES + 1);
    assertThat(run.writes()).as("the row stays as it is").isEmpty();
  }

  @Test
  void aCancelIsSeenByTheNextTry() {
    var run =
        WorkflowRun.of(
            Map.of(
                CHARGE,
                List.of(PAUSED, PAUSED, CANCELLED),
                REFUND,
                List.of(Behaviour.CLOSES_AS_CANCELLED)));

    assertThat(run.output().path("status").asText()).isEqualTo("CANCELLED");
    assertThat(times(run, CHARGE)).isEqualTo(3);
    assertThat(run.calls()).containsOnlyOnce(FENCE);
  }

  @Test
  void aRefundThatIsPausedParksNobody() {
    var script = new ArrayList<>(nCopies(PAUSES, PAUSED));
    script.add(WORKS);

    var run = WorkflowRun.of(Map.of(CHARGE, List.of(DECLINED), REFUND, script));

    assertThat(run.output().path("status").asText()).isEqualTo("REJECTED");
    assertThat(run.reason()).isEqualTo("PAYMENT_DECLINED");
    assertThat(times(run, REFUND)).isEqualTo(PAUSES + 1);
    assertThat(run.calls()).doesNotContain(PARK);
  }

  private static long times(WorkflowRun run, Step step) {
    return run.calls().stream().filter(step::equals).count();
  }

  private static Behaviour paymentException(String name) {
    return business("com.example.orders.payment." + name + "Exception");
  }
}
