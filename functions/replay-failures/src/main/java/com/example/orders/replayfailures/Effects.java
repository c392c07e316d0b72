package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.failures.Failures;
import com.example.orders.json.OrderJson;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders;
import com.example.orders.replayfailures.Executions.Status;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Tells whether what had failed has happened after all. Only that resolves an entry. */
final class Effects {
  private final Failures failures;
  private final Orders orders;
  private final Notifications notifications;
  private final NewestExecution newest;
  private final ObjectMapper mapper = OrderJson.mapper();

  Effects(Failures failures, Orders orders, Notifications notifications, Executions executions) {
    this.failures = failures;
    this.orders = orders;
    this.notifications = notifications;
    this.newest = new NewestExecution(executions);
  }

  boolean isSeen(Failure failure) {
    var order = failure.order();
    return switch (failure.source()) {
      case ORDERS_QUEUE, SHIPMENT_QUEUE -> order != null && hasEnded(order);
      case WORKFLOW -> order != null && hasEnded(order) && isPublished(order, failure);
      case ASYNC_INVOKE, EVENT_TARGET -> isTold(failure);
    };
  }

  private boolean hasEnded(OrderKey order) {
    return orders.find(order).filter(row -> row.status().isTerminal()).isPresent();
  }

  /** The last step tells the bus, after the row has ended: its execution must have come so far. */
  private boolean isPublished(OrderKey order, Failure failure) {
    return newest
        .of(order, failure)
        .filter(execution -> execution.status() != Status.SUCCEEDED)
        .isEmpty();
  }

  private boolean isTold(Failure failure) {
    var event = failures.payloads(failure.id()).map(kept -> tree(kept.current())).orElseThrow();
    var key = event.at("/detail/metadata/idempotencyKey").asText();
    // A schedule's event: the next one, such as the one that has us run, took its place.
    return key.isEmpty()
        ? event.path("detail-type").asText().equals("Scheduled Event")
        : notifications.isDelivered(key);
  }

  private JsonNode tree(String payload) {
    try {
      return mapper.readTree(payload);
    } catch (JsonProcessingException | NumberFormatException e) {
      return MissingNode.getInstance();
    }
  }
}
