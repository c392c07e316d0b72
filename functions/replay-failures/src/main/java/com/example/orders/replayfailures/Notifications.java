package com.example.orders.replayfailures;

/** What customers have been told. */
interface Notifications {

  /** Whether the customer has been told of this event. */
  boolean isDelivered(String idempotencyKey);
}
