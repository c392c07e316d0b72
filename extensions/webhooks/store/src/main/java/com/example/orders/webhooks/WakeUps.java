package com.example.orders.webhooks;

/**
 * Wakes the sender up for a delivery. Once too often does no harm: the delivery says what is due.
 */
public interface WakeUps {
  void wake(Delivery delivery);
}
