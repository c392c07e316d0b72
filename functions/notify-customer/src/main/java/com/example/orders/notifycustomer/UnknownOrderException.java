package com.example.orders.notifycustomer;

import com.example.orders.order.OrderKey;

/** An event about an order that has no row. */
public final class UnknownOrderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownOrderException(OrderKey key) {
    super("No row of order " + key.orderId());
  }
}
