package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.failures.Failures;
import com.example.orders.json.OrderJson;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders;
import com.example.orders.replayfailures.Executions.Status;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/** Tells whether what had failed has happened after all. Only that resolves an entry. */
final class Effects {
  private final Failures failures;
  private final Orders orders;
  private final Notifications notifications;
  private final NotifyCustomer notifyCustomer;
  private final NewestExecution newest;
  private final ObjectMapper mapper = OrderJson.mapper();

  Effects(
      Failures failures,
      Orders orders,
      Notifications notifications,
      NotifyCustomer notifyCustomer,
      Executions executions) {
    this.failures = failures;
    this.orders = orders;
    this.notifications = notifications;
    this.notifyCustomer = notifyCustomer;
    this.newest = new NewestExecution(executions);
  }

  /** The order's row as it is now. */
  Optional<Order> row(Failure failure) {
    return Optional.ofNullable(failure.order()).flatMap(orders::find);
  }

  /** What has happened, in words, if it has. */
  Optional<String> seen(Failure failure, Optional<Order> row) {
    return switch (failure.source()) {
      case ORDERS_QUEUE, SHIPMENT_QUEUE -> row.flatMap(Effects::end);
      case WORKFLOW -> row.flatMap(Effects::end).filter(_ -> isPublished(row.get().key(), failure));
      // A notification is the effect of one function; it says nothing of another's.
      case ASYNC_INVOKE -> notifyCustomer.failedIn(failure) ? notified(failure) : Optional.empty();
      case EVENT_TARGET -> notified(failure);
    };
  }

  private static Optional<String> end(Order order) {
    return order.status().isTerminal()
        ? Optional.of("the order is " + order.status())
        : Optional.empty();
  }

  /** The last step tells the bus, after the row has ended: its execution must have come so far. */
  private boolean isPublished(OrderKey order, Failure failure) {
    return newest
        .of(order, failure)
        .filter(execution -> execution.status() != Status.SUCCEEDED)
        .isEmpty();
  }

  private Optional<String> notified(Failure failure) {
    if (row(failure).filter(Order::isTest).isPresent()) {
      return Optional.of("nobody is notified of a test order");
    }
    return isNotified(failure) ? Optional.of("the effect is seen") : Optional.empty();
  }

  private boolean isNotified(Failure failure) {
    var event = failures.payloads(failure.id()).map(kept -> tree(kept.current())).orElseThrow();
    var key = event.at("/detail/metadata/idempotencyKey").asText();
    // A schedule's event: the next one, such as the one that has us run, has its place.
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
