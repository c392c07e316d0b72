package com.example.orders.replayfailures;

import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Failure;
import com.example.orders.failures.dynamodb.DynamoDbFailures;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders.Transition;

/** One transaction over both tables. */
record DynamoDbDecisions(DynamoDbFailures failures, DynamoDbOrders orders) implements Decisions {

  @Override
  public boolean take(
      Failure before, Failure after, AuditEntry audit, OrderKey order, Transition transition) {
    return failures.replace(before, after, audit, orders.moving(order, transition));
  }
}
