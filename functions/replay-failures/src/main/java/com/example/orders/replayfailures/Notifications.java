package com.example.orders.replayfailures;

/** What customers have been notified of. */
interface Notifications {

  /** Whether the customer has been notified of this event. */
  boolean isDelivered(String idempotencyKey);
}
