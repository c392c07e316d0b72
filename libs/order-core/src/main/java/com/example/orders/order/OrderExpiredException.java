package com.example.orders.order;

/** The time until which the customer wanted the order is over, and it is not charged. */
public final class OrderExpiredException extends RefusalException {

  public OrderExpiredException(OrderKey key) {
    super("expiresAt of order " + key.orderId() + " had passed before it was charged");
  }
}
