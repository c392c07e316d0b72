package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.json.OrderJson;
import com.example.orders.order.Order;
import com.example.orders.order.OrderStatus;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what a replay would do still agrees with the order's row, which may have gone on since:
 * nothing is shipped, cancelled or announced that the row denies.
 */
final class Standing {
  /** The events that customers are notified of, each with the status that its order has. */
  private static final Map<String, OrderStatus> EVENTS =
      Map.of(
          "OrderConfirmed", OrderStatus.CONFIRMED,
          "OrderRejected", OrderStatus.REJECTED,
          "OrderCancelled", OrderStatus.CANCELLED);

  private final ObjectMapper mapper = OrderJson.mapper();

  /** Why it must not be sent, in words; empty if it may. */
  Optional<String> objection(Failure failure, Optional<Order> row, String payload) {
    return switch (failure.source()) {
      case ORDERS_QUEUE, WORKFLOW -> Optional.empty();
      case SHIPMENT_QUEUE -> row.flatMap(order -> shipment(order, tree(payload)));
      case ASYNC_INVOKE, EVENT_TARGET -> row.flatMap(order -> event(order, tree(payload)));
    };
  }

  /** A charged order goes to its customer, one that is being undone must not. */
  private static Optional<String> shipment(Order order, JsonNode request) {
    var mayGo =
        switch (request.path("type").asText()) {
          case "SHIP", "SHIP_TEST" -> order.status() == OrderStatus.PAYMENT_CHARGED;
          case "CANCEL" -> order.isBeingUndone();
          default -> true;
        };
    return mayGo ? Optional.empty() : Optional.of(says(order));
  }

  private static Optional<String> event(Order order, JsonNode event) {
    var announced = EVENTS.get(event.path("detail-type").asText());
    return announced == null || announced == order.status()
        ? Optional.empty()
        : Optional.of(says(order));
  }

  private static String says(Order order) {
    return "the order's row says otherwise: it is " + order.status();
  }

  private JsonNode tree(String payload) {
    try {
      return mapper.readTree(payload);
    } catch (JsonProcessingException | NumberFormatException e) {
      return MissingNode.getInstance();
    }
  }
}
