package com.example.orders.replayfailures;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Failure;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders.Transition;

/** Writes what an operator decides about an order. */
interface Decisions {

  /**
   * Changes the entry, notes who did it, and moves the order: all of it or nothing. Answers false
   * if somebody else changed the entry or the order first.
   */
  boolean take(
      Failure before, Failure after, AuditEntry audit, OrderKey order, Transition transition);
}
