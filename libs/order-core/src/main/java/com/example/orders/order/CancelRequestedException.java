package com.example.orders.order;

/** The customer cancelled before the charge was claimed: the workflow undoes the order. */
public final class CancelRequestedException extends RefusalException {

  public CancelRequestedException(OrderKey key) {
    super("Order " + key.orderId() + " was cancelled by its customer");
  }
}
