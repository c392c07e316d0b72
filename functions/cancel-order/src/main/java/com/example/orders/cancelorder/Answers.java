package com.example.orders.cancelorder;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.order.OrderId;
import com.example.orders.order.OrderStatus;
import java.util.Map;

/** What a customer who cancels is answered. */
final class Answers {
  private Answers() {}

  static APIGatewayProxyResponseEvent cancelled(OrderId id, OrderStatus now, String path) {
    var body = CustomerApi.object().put("orderId", id.value()).put("status", now.name());
    body.putObject("links").put("self", path);
    return CustomerApi.json(202, body);
  }

  static APIGatewayProxyResponseEvent tooLate(OrderStatus now) {
    return CustomerApi.problem(
        409,
        "cannot-cancel",
        "Cannot cancel",
        "The order is "
            + now
            + ". Only an order that is ACCEPTED or INVENTORY_RESERVED can be cancelled.",
        Map.of());
  }

  static APIGatewayProxyResponseEvent unknown() {
    return CustomerApi.problem(
        404,
        "unknown-order",
        "Unknown order",
        "This order is unknown or not yet recorded.",
        Map.of("Retry-After", "1"));
  }
}
