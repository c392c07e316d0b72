package com.example.orders.simulatewarehouse;

/** Where work lies that takes longer than one invocation should. */
interface PackingBench {

  /** Brings the same message again after a while, marked as packed. */
  void layDown(String body);
}
