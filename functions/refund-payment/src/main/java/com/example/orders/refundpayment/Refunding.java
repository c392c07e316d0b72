package com.example.orders.refundpayment;

import static java.util.Objects.requireNonNull;

import com.example.orders.lambda.Counts;
import com.example.orders.order.Order;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.TestOrderGateway;
import java.time.Clock;

/** Undoes an order's payment, but only behind the fence: no charge can be recorded any more. */
final class Refunding {
  private final Orders orders;
  private final PaymentGateway gateway;
  private final PaymentGateway testOrders = new TestOrderGateway(Clock.systemUTC());

  Refunding(Orders orders, PaymentGateway gateway) {
    this.orders = requireNonNull(orders);
    this.gateway = requireNonNull(gateway);
  }

  /**
   * Behind the fence nothing is written but the end, so what the row says now is what it ends as.
   * Every order that its workflow rejects comes through here once, but for a lost answer.
   */
  PaymentUndone refund(OrderKey key, Counts counts) {
    var order = orders.find(key).orElseThrow(() -> new OrderClosedException(key, null));
    return switch (order.status()) {
      case COMPENSATING -> undo(order, PaymentKey.of(key), counts);
      case REJECTED, CANCELLED -> new PaymentUndone(null, order.closing());
      case ACCEPTED,
          INVENTORY_RESERVED,
          CHARGING,
          PAYMENT_CHARGED,
          CONFIRMED,
          CANCEL_REQUESTED,
          UNDO_REQUESTED,
          PARKED ->
          throw new OrderClosedException(key, order.status());
    };
  }

  private PaymentUndone undo(Order order, PaymentKey key, Counts counts) {
    var giver = order.isTest() ? testOrders : gateway;
    var outcome = giver.voidByKey(key);
    var closing = order.closing();
    if (closing.status() == OrderStatus.REJECTED && !order.isTest()) {
      counts.addRejected(closing.reason());
    }
    return new PaymentUndone(outcome, closing);
  }
}
