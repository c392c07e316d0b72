package com.example.orders.simulatewarehouse;

/** The workflow steps that wait for the warehouse's answer. */
interface WaitingTasks {

  Delivery succeed(TaskToken token, String outputJson);

  Delivery fail(TaskToken token, String error, String cause);

  Delivery heartbeat(TaskToken token);

  /** Whether anyone was still waiting. */
  enum Delivery {
    DELIVERED,
    /** The step has ended or was never there; no repetition can change that. */
    NOBODY_WAITS
  }
}
