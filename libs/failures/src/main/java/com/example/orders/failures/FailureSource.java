package com.example.orders.failures;

/** Where a failure comes from, and so where a replay goes. */
public enum FailureSource {
  ORDERS_QUEUE,
  SHIPMENT_QUEUE,
  ASYNC_INVOKE,
  EVENT_TARGET,
  /** Its input is two IDs, neither of which may be changed, so there is nothing to edit. */
  WORKFLOW;

  /** Whether an operator may edit the payload before a replay. */
  public boolean isEditable() {
    return this != WORKFLOW;
  }
}
