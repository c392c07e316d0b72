package com.example.orders.refundpayment;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;

/** Undoes an order's payment, but only behind the fence: no charge can be recorded any more. */
final class Refunding {
  private final Orders orders;
  private final PaymentGateway gateway;

  Refunding(Orders orders, PaymentGateway gateway) {
    this.orders = requireNonNull(orders);
    this.gateway = requireNonNull(gateway);
  }

  /**
   * Behind the fence nothing is written but the end, so what the row says now is what it ends as.
   */
  PaymentUndone refund(OrderKey key) {
    var order = orders.find(key).orElseThrow(() -> new OrderClosedException(key, null));
    return switch (order.status()) {
      case COMPENSATING ->
          new PaymentUndone(gateway.voidByKey(PaymentKey.of(key)), order.closing());
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
}
