package com.example.orders.planwebhooks;

/** An event of an order that has no row, or whose row says otherwise: nothing may be sent of it. */
final class UnfoundedEventException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnfoundedEventException(String type) {
    super("The order's row does not say " + type);
  }
}
