package com.example.orders.simulatewarehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.simulatewarehouse.Shipment.Decision;
import com.example.orders.testing.EventFiles;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SimulateWarehouseHandlerTest {
  private static final OrderKey ORDER = OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001");
  private static final String ACCEPTED =
      "{\"shipmentId\":\""
          + new Shipment(ORDER, Decision.ACCEPTED, Instant.EPOCH).shipmentId()
          + "\"}";

  private final InMemoryShipments shipments = new InMemoryShipments();
  private final InMemoryWaitingTasks tasks = new InMemoryWaitingTasks();
  private final List<String> laidDown = new ArrayList<>();
  private RuntimeException benchFault;
  private final SimulateWarehouseHandler handler =
      new SimulateWarehouseHandler(
          new Warehouse(
              shipments, tasks, Clock.fixed(Instant.parse("2026-11-21T03:15:00Z"), ZoneOffset.UTC)),
          this::layDown,
          Telemetry.fromEnvironment());

  @Test
  void acceptsAShipment() {
    assertThat(failuresOf("ship")).isEmpty();
    assertThat(tasks.answers()).containsExactly("success token-1 " + ACCEPTED);
  }

  @Test
  void takesAMessageWithoutAttributesForAFreshOne() {
    var event = EventFiles.sqsEvent("simulate-warehouse/ship-slow.json");
    event.getRecords().getFirst().setMessageAttributes(null);

    assertThat(handler.handleRequest(event, null).getBatchItemFailures()).isEmpty();
    assertThat(laidDown).hasSize(1);
  }

  @Test
  void refusesWhatItDoesNotStock() {
    assertThat(failuresOf("ship-refused")).isEmpty();
    assertThat(tasks.answers()).containsExactly("failure token-1 Warehouse.Refused");
  }

  @Test
  void answersNobodyAboutWhatItMislays() {
    assertThat(failuresOf("ship-silent")).isEmpty();
    assertThat(shipments.decided()).isEmpty();
    assertThat(tasks.answers()).isEmpty();
  }

  @Test
  void cancelsWhatItHasNotAccepted() {
    assertThat(failuresOf("cancel")).isEmpty();
    assertThat(tasks.answers()).containsExactly("success token-1 {\"outcome\":\"CANCELLED\"}");
  }

  @Test
  void shipsOnceForTwoMessagesAndAnswersBoth() {
    assertThat(failuresOf("ship-repeated")).isEmpty();
    assertThat(shipments.decided()).hasSize(1);
    assertThat(tasks.answers())
        .containsExactly("success token-1 " + ACCEPTED, "success token-2 " + ACCEPTED);
  }

  @Test
  void aCancelThatOvertookItsShipmentWins() {
    assertThat(failuresOf("cancel-before-ship")).isEmpty();
    assertThat(tasks.answers())
        .containsExactly(
            "success token-1 {\"outcome\":\"CANCELLED\"}", "failure token-2 Warehouse.Refused");
  }

  @Test
  void aCancelAfterTheShipmentComesTooLate() {
    assertThat(failuresOf("ship-before-cancel")).isEmpty();
    assertThat(tasks.answers()).endsWith("failure token-2 Warehouse.AlreadyShipped");
  }

  @Test
  void aSlowShipmentAsksForPatienceAndIsAnsweredWhenItsCopyComes() {
    assertThat(failuresOf("ship-slow")).isEmpty();
    assertThat(tasks.answers()).containsExactly("heartbeat token-1");
    assertThat(laidDown)
        .containsExactly(
            EventFiles.sqsEvent("simulate-warehouse/ship-slow.json")
                .getRecords()
                .getFirst()
                .getBody());
    assertThat(shipments.decided()).isEmpty();

    assertThat(failuresOf("ship-slow-packed")).isEmpty();
    assertThat(tasks.answers()).containsExactly("heartbeat token-1", "success token-1 " + ACCEPTED);
    assertThat(laidDown).hasSize(1);
  }

  @Test
  void aSlowShipmentThatNobodyWaitsForIsDropped() {
    tasks.timeOut(new TaskToken("token-1"));

    assertThat(failuresOf("ship-slow")).isEmpty();
    assertThat(laidDown).isEmpty();
  }

  @Test
  void aSlowShipmentCancelledWhileItIsPackedIsRefused() {
    handle("ship-slow");
    handle("cancel-before-ship");

    assertThat(failuresOf("ship-slow-packed")).isEmpty();
    assertThat(tasks.answers()).endsWith("failure token-2 Warehouse.Refused");
    assertThat(shipments.decided().get(ORDER).decision()).isEqualTo(Decision.CANCELLED);
  }

  @Test
  void aSlowShipmentWhoseCopyCouldNotBeSentComesAgain() {
    benchFault = new IllegalStateException("no queue");
    assertThat(failuresOf("ship-slow")).containsExactly(id(1));

    assertThat(failuresOf("ship-slow")).isEmpty();
    assertThat(laidDown).hasSize(1);
  }

  @Test
  void onlyTheBadMessageGoesBack() {
    assertThat(failuresOf("batch-with-a-bad-message")).containsExactly(id(2));
    assertThat(tasks.answers())
        .containsExactly(
            "success token-1 " + ACCEPTED, "success token-3 {\"outcome\":\"CANCELLED\"}");
  }

  @Test
  void aMessageWhoseDecisionCouldNotBeWrittenGoesBackAlone() {
    shipments.failNext(new IllegalStateException("throttled"));

    assertThat(failuresOf("batch-with-a-bad-message")).containsExactly(id(1), id(2));
    assertThat(shipments.decided()).doesNotContainKey(ORDER).hasSize(1);
  }

  @Test
  void aMessageWhoseAnswerWasLostGoesBackAndIsAnsweredAgain() {
    tasks.failNext(new IllegalStateException("connection reset"));
    assertThat(failuresOf("ship")).containsExactly(id(1));

    assertThat(failuresOf("ship")).isEmpty();
    assertThat(tasks.answers()).containsExactly("success token-1 " + ACCEPTED);
  }

  @Test
  void aSpentTokenIsNoFailure() {
    handle("ship");

    assertThat(failuresOf("ship")).isEmpty();
    assertThat(tasks.answers()).hasSize(1);
  }

  /** Such a hook would read SQS events itself, and wrongly. */
  @Test
  void carriesNoSerializerHook() {
    assertThat(ServiceLoader.load(CustomPojoSerializer.class)).isEmpty();
  }

  private void layDown(String body) {
    if (benchFault != null) {
      var thrown = benchFault;
      benchFault = null;
      throw thrown;
    }
    laidDown.add(body);
  }

  private List<String> failuresOf(String event) {
    return handle(event).stream().map(BatchItemFailure::getItemIdentifier).toList();
  }

  private List<BatchItemFailure> handle(String event) {
    var sqsEvent = EventFiles.sqsEvent("simulate-warehouse/" + event + ".json");
    return handler.handleRequest(sqsEvent, null).getBatchItemFailures();
  }

  private static String id(int number) {
    return "00000000-0000-4000-8000-00000000000" + number;
  }
}
