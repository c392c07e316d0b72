package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;

/** The ways of an order whose cost is computed, each with two lines. */
enum CostedPath {
  HAPPY(2),
  DUPLICATE(1),
  DECLINED(1),
  CANCELLED(1);

  private final int messages;

  CostedPath(int messages) {
    this.messages = messages;
  }

  /** How many messages of queues it has: the order, and if it is confirmed its shipment. */
  int messages() {
    return messages;
  }

  /** Shorter than the state's timeout, so nothing is tried again; the test ends it much earlier. */
  private static final int LONGEST_HOLD_MILLIS = 15_000;

  /** Its name in {@code docs/costs/counts.json}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  ObjectNode order() {
    var order = Orders.withLines("FILTER-PAPER-100", 1, "TEA-SENCHA-100G", 1);
    return this == DECLINED ? order.put("paymentToken", "tok_declined") : order;
  }

  /** Sends the order and what else belongs to the path, and waits for the order's end. */
  void drive(Target target, String customer, ObjectNode order) {
    switch (this) {
      case HAPPY -> place(target, customer, order, "CONFIRMED");
      case DECLINED -> place(target, customer, order, "REJECTED");
      case DUPLICATE -> place(target, customer, otherOrderOfFields(order), "CONFIRMED");
      case CANCELLED -> cancelBeforeTheCharge(target, customer, order);
    }
  }

  /**
   * Another order of the fields is the same order to accept-orders and another message to the
   * queue, which would swallow the same text.
   */
  static ObjectNode otherOrderOfFields(ObjectNode order) {
    var other = order.objectNode();
    other.set("lines", order.get("lines"));
    return other.setAll(order);
  }

  private static void place(Target target, String customer, ObjectNode order, String end) {
    assertThat(target.api().place(customer, order.toString()).httpStatus()).isEqualTo(202);
    assertEnd(target, customer, order, end);
  }

  /** The charge is held until the cancellation is answered, so it is the same path each time. */
  private static void cancelBeforeTheCharge(Target target, String customer, ObjectNode order) {
    var id = Orders.id(order);
    var faults = target.requireLocal().faults();
    faults.replace(new FaultRules(1, List.of(heldCharge(id))));
    try {
      assertThat(target.api().place(customer, order.toString()).httpStatus()).isEqualTo(202);
      target.await(() -> assertThat(faults.injected("held")).isEqualTo(1));
      assertThat(target.api().cancel(customer, id).httpStatus()).isEqualTo(202);
    } finally {
      faults.heal();
    }
    assertEnd(target, customer, order, "CANCELLED");
  }

  private static FaultRule heldCharge(String order) {
    return new FaultRule(
        "held",
        Fault.LATENCY,
        "lambda",
        "Invoke",
        "ChargePaymentFunction",
        "OrderWorkflow",
        order,
        0,
        1,
        1,
        LONGEST_HOLD_MILLIS);
  }

  private static void assertEnd(Target target, String customer, ObjectNode order, String end) {
    var ended = target.awaitTerminal(customer, Orders.id(order));
    assertThat(ended.path("status").asText()).isEqualTo(end);
  }
}
