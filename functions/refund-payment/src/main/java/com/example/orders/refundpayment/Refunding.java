package com.example.orders.refundpayment;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.Order;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
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

  PaymentUndone refund(OrderKey key) {
    var status = orders.find(key).map(Order::status).orElse(null);
    if (status != OrderStatus.COMPENSATING) {
      throw new OrderClosedException(key, status);
    }
    return new PaymentUndone(gateway.voidByKey(PaymentKey.of(key)));
  }
}
