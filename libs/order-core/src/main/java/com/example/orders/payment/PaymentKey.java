package com.example.orders.payment;

import com.example.orders.order.OrderKey;

/** The provider's idempotency key: one per order, so that a retry can never be a second payment. */
public record PaymentKey(String value) {
  public PaymentKey {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A payment key must not be blank");
    }
  }

  public static PaymentKey of(OrderKey order) {
    return new PaymentKey(order.customer() + "#" + order.orderId());
  }

  @Override
  public String toString() {
    return value;
  }
}
