package com.example.orders.simulatewarehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import com.example.orders.simulatewarehouse.Shipment.Decision;
import com.example.orders.simulatewarehouse.ShipmentRequest.Cancel;
import com.example.orders.simulatewarehouse.ShipmentRequest.Ship;
import com.example.orders.simulatewarehouse.ShipmentRequest.ShipTest;
import com.example.orders.simulatewarehouse.WaitingTasks.Delivery;
import com.example.orders.simulatewarehouse.Warehouse.Answered;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarehouseTest {
  private static final OrderKey ORDER = OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001");

  private final InMemoryShipments shipments = new InMemoryShipments();
  private final InMemoryWaitingTasks tasks = new InMemoryWaitingTasks();
  private final Warehouse warehouse =
      new Warehouse(
          shipments, tasks, Clock.fixed(Instant.parse("2026-11-21T03:15:00Z"), ZoneOffset.UTC));

  private final String accepted =
      "{\"shipmentId\":\""
          + new Shipment(ORDER, Decision.ACCEPTED, Instant.EPOCH).shipmentId()
          + "\"}";

  @Test
  void acceptsAShipment() {
    assertThat(warehouse.answer(ship("t1", "TEAPOT")))
        .isEqualTo(new Answered(Decision.ACCEPTED, Delivery.DELIVERED));

    assertDecided(Decision.ACCEPTED);
    assertThat(tasks.answers()).containsExactly("success t1 " + accepted);
  }

  @Test
  void answersALaterTokenForTheSameParcel() {
    warehouse.answer(ship("t1", "TEAPOT"));
    warehouse.answer(ship("t2", "TEAPOT"));

    assertThat(tasks.answers()).containsExactly("success t1 " + accepted, "success t2 " + accepted);
    assertThat(shipments.decided()).hasSize(1);
  }

  @Test
  void aSpentTokenLeavesTheDecisionStanding() {
    tasks.timeOut(new TaskToken("t1"));

    assertThat(warehouse.answer(ship("t1", "TEAPOT")))
        .isEqualTo(new Answered(Decision.ACCEPTED, Delivery.NOBODY_WAITS));
    assertThat(warehouse.answer(cancel("t2")))
        .isEqualTo(new Answered(Decision.ACCEPTED, Delivery.DELIVERED));
    assertThat(tasks.answers()).containsExactly("failure t2 Warehouse.AlreadyShipped");
  }

  @Test
  void refusesWhatItDoesNotStockForGood() {
    warehouse.answer(ship("t1", "TEAPOT", "WAREHOUSE-REFUSES"));
    warehouse.answer(ship("t2", "TEAPOT", "WAREHOUSE-REFUSES"));

    assertDecided(Decision.REFUSED);
    assertThat(tasks.answers())
        .containsExactly("failure t1 Warehouse.Refused", "failure t2 Warehouse.Refused");
  }

  @Test
  void aCancelThatComesFirstRefusesTheLateShipment() {
    warehouse.answer(cancel("t1"));
    warehouse.answer(ship("t2", "TEAPOT"));
    warehouse.answer(cancel("t3"));

    assertDecided(Decision.CANCELLED);
    assertThat(tasks.answers())
        .containsExactly(
            "success t1 {\"outcome\":\"CANCELLED\"}",
            "failure t2 Warehouse.Refused",
            "success t3 {\"outcome\":\"CANCELLED\"}");
  }

  @Test
  void aCancelAfterARefusalHasNothingToUndo() {
    warehouse.answer(ship("t1", "WAREHOUSE-REFUSES"));
    warehouse.answer(cancel("t2"));

    assertDecided(Decision.REFUSED);
    assertThat(tasks.answers()).endsWith("success t2 {\"outcome\":\"CANCELLED\"}");
  }

  @Test
  void anotherCustomersOrderWithTheSameIdIsAnotherOrder() {
    warehouse.answer(cancel("t1"));
    warehouse.answer(
        new Ship(new CustomerId("bolt"), ORDER.orderId(), lines("TEAPOT"), new TaskToken("t2")));

    assertThat(tasks.answers()).last().asString().startsWith("success t2 {\"shipmentId\"");
  }

  @Test
  void answersForATestOrderAndSendsNothing() {
    assertThat(warehouse.answer(shipTest("t1")))
        .isEqualTo(new Answered(Decision.ACCEPTED, Delivery.DELIVERED));
    warehouse.answer(shipTest("t2"));

    assertThat(shipments.decided()).isEmpty();
    assertThat(tasks.answers())
        .containsExactly(
            "success t1 {\"shipmentId\":\"test_" + ORDER.orderId() + "\"}",
            "success t2 {\"shipmentId\":\"test_" + ORDER.orderId() + "\"}");
  }

  @Test
  void aTestOrderMayBeUndoneAfterItsAnswer() {
    warehouse.answer(shipTest("t1"));
    warehouse.answer(cancel("t2"));

    assertDecided(Decision.CANCELLED);
    assertThat(tasks.answers()).endsWith("success t2 {\"outcome\":\"CANCELLED\"}");
  }

  @Test
  void aCrashBetweenDecisionAndAnswerRepeatsTheAnswerOnly() {
    tasks.failNext(new IllegalStateException("connection reset"));
    assertThatThrownBy(() -> warehouse.answer(ship("t1", "TEAPOT")))
        .isInstanceOf(IllegalStateException.class);
    var decided = shipments.decided().get(ORDER);

    warehouse.answer(ship("t1", "TEAPOT"));

    assertThat(shipments.decided()).containsExactlyEntriesOf(Map.of(ORDER, decided));
    assertThat(tasks.answers()).containsExactly("success t1 " + accepted);
  }

  @Test
  void onlyASlowShipmentThatWillBeAcceptedIsPackedFirst() {
    assertThat(warehouse.mustBePacked(ship("t", "TEAPOT", "WAREHOUSE-SLOW"))).isTrue();
    assertThat(warehouse.mustBePacked(ship("t", "TEAPOT"))).isFalse();
    assertThat(warehouse.mustBePacked(ship("t", "WAREHOUSE-SLOW", "WAREHOUSE-REFUSES"))).isFalse();
    assertThat(warehouse.mustBePacked(cancel("t"))).isFalse();
  }

  @Test
  void mislaysWhatIsToBeAnsweredBySilenceButNotItsCancel() {
    assertThat(warehouse.mislays(ship("t", "TEAPOT", "WAREHOUSE-SILENT"))).isTrue();
    assertThat(warehouse.mislays(ship("t", "TEAPOT"))).isFalse();
    assertThat(warehouse.mislays(cancel("t"))).isFalse();
  }

  @Test
  void neverShowsATaskToken() {
    assertThat(ship("t1", "TEAPOT").toString()).doesNotContain("t1").contains("TaskToken[***]");
  }

  private void assertDecided(Decision decision) {
    assertThat(shipments.decided().get(ORDER).decision()).isEqualTo(decision);
  }

  private static Ship ship(String token, String... skus) {
    return new Ship(ORDER.customer(), ORDER.orderId(), lines(skus), new TaskToken(token));
  }

  private static ShipTest shipTest(String token) {
    return new ShipTest(ORDER.customer(), ORDER.orderId(), new TaskToken(token));
  }

  private static Cancel cancel(String token) {
    return new Cancel(ORDER.customer(), ORDER.orderId(), new TaskToken(token));
  }

  private static List<OrderLine> lines(String... skus) {
    return List.of(skus).stream().map(sku -> new OrderLine(new Sku(sku), 1)).toList();
  }
}
