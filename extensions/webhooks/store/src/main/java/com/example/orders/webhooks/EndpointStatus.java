package com.example.orders.webhooks;

/** Whether an endpoint is sent to. */
public enum EndpointStatus {
  /** Registered; nothing but its verification is sent. */
  PENDING,
  ACTIVE,
  /** After a row of failures, or because it answered 410. A verification enables it again. */
  DISABLED
}
