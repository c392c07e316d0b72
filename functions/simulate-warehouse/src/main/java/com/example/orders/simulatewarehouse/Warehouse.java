package com.example.orders.simulatewarehouse;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.Sku;
import com.example.orders.simulatewarehouse.Shipment.Decision;
import com.example.orders.simulatewarehouse.ShipmentRequest.Cancel;
import com.example.orders.simulatewarehouse.ShipmentRequest.Ship;
import com.example.orders.simulatewarehouse.ShipmentRequest.ShipTest;
import com.example.orders.simulatewarehouse.WaitingTasks.Delivery;
import java.time.Clock;

/**
 * Decides once per order and answers whoever asks. The decision is recorded before the answer is
 * given, so a crash between the two repeats the answer and not the decision. Each message answers
 * its own token: an older one finds that nobody waits, which makes the newest the one that counts.
 */
final class Warehouse {
  static final Sku REFUSED = new Sku("WAREHOUSE-REFUSES");
  static final Sku SLOW = new Sku("WAREHOUSE-SLOW");
  static final Sku SILENT = new Sku("WAREHOUSE-SILENT");

  private final Shipments shipments;
  private final WaitingTasks tasks;
  private final Clock clock;

  Warehouse(Shipments shipments, WaitingTasks tasks, Clock clock) {
    this.shipments = requireNonNull(shipments);
    this.tasks = requireNonNull(tasks);
    this.clock = requireNonNull(clock);
  }

  /** A slow shipment is to be packed first: whoever waits is to wait on. */
  boolean mustBePacked(ShipmentRequest request) {
    return request instanceof Ship ship && ship.contains(SLOW) && !ship.contains(REFUSED);
  }

  /** Such a shipment is mislaid: nobody decides and nobody answers. A cancel is answered. */
  boolean mislays(ShipmentRequest request) {
    return request instanceof Ship ship && ship.contains(SILENT);
  }

  Delivery askForPatience(ShipmentRequest request) {
    return tasks.heartbeat(request.taskToken());
  }

  /** What is decided about the order, and whether its answer found anyone. */
  record Answered(Decision decision, Delivery delivery) {}

  Answered answer(ShipmentRequest request) {
    return switch (request) {
      case Ship ship -> {
        var standing = decide(ship, ship.contains(REFUSED) ? Decision.REFUSED : Decision.ACCEPTED);
        yield new Answered(standing.decision(), answerShip(ship, standing));
      }
      case ShipTest test -> new Answered(Decision.ACCEPTED, answerTest(test));
      case Cancel cancel -> {
        var standing = decide(cancel, Decision.CANCELLED);
        yield new Answered(standing.decision(), answerCancel(cancel, standing));
      }
    };
  }

  private Shipment decide(ShipmentRequest request, Decision wanted) {
    return shipments.decide(new Shipment(request.order(), wanted, clock.instant()));
  }

  /** Nothing is sent, so nothing is recorded: an operator may still have the order undone. */
  private Delivery answerTest(ShipTest test) {
    return tasks.succeed(test.taskToken(), "{\"shipmentId\":\"test_" + test.orderId() + "\"}");
  }

  private Delivery answerShip(Ship ship, Shipment standing) {
    return switch (standing.decision()) {
      case ACCEPTED ->
          tasks.succeed(ship.taskToken(), "{\"shipmentId\":\"" + standing.shipmentId() + "\"}");
      case REFUSED ->
          tasks.fail(ship.taskToken(), "Warehouse.Refused", "The warehouse refused the shipment");
      case CANCELLED ->
          tasks.fail(ship.taskToken(), "Warehouse.Refused", "The shipment had been cancelled");
    };
  }

  private Delivery answerCancel(Cancel cancel, Shipment standing) {
    return switch (standing.decision()) {
      case CANCELLED, REFUSED -> tasks.succeed(cancel.taskToken(), "{\"outcome\":\"CANCELLED\"}");
      case ACCEPTED ->
          tasks.fail(cancel.taskToken(), "Warehouse.AlreadyShipped", "The goods are on their way");
    };
  }
}
