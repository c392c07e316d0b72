package com.example.orders.notifycustomer;

import com.example.orders.order.OrderStatus;

/** The event says what the order's row denies; trying again cannot help, for an end is final. */
public final class ContradictedEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContradictedEventException(String type, OrderStatus status) {
    super(type + ", but the order is " + status);
  }
}
