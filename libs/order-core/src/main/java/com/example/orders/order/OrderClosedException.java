package com.example.orders.order;

import org.jspecify.annotations.Nullable;

/** The order's status does not allow the step. Retrying cannot help, so the workflow does not. */
public final class OrderClosedException extends RefusalException {

  public OrderClosedException(OrderKey key, @Nullable OrderStatus status) {
    super(
        status == null
            ? "Order " + key.orderId() + " has no row"
            : "Order " + key.orderId() + " is " + status);
  }
}
