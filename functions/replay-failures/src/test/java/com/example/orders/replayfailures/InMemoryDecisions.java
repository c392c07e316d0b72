package com.example.orders.replayfailures;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Failure;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.Transition;
import com.example.orders.testing.InMemoryFailures;
import com.example.orders.testing.InMemoryOrders;

/** Both or neither, as a transaction does it. */
record InMemoryDecisions(InMemoryFailures failures, InMemoryOrders orders) implements Decisions {

  @Override
  public boolean take(
      Failure before, Failure after, AuditEntry audit, OrderKey order, Transition transition) {
    var version = failures.find(before.id()).map(Failure::version).orElse(0);
    return version == before.version()
        && orders.transition(order, transition) instanceof MovedTo
        && failures.replace(before, after, audit);
  }
}
