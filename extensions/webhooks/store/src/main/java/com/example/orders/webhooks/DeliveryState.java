package com.example.orders.webhooks;

/** How far a delivery is. */
public enum DeliveryState {
  PENDING,
  DELIVERED,
  /** Given up. Only a request of the customer sends it again. */
  FAILED
}
