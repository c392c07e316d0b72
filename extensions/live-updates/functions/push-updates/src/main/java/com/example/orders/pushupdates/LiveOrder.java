package com.example.orders.pushupdates;

import com.example.orders.json.OrderJson;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderId;
import com.example.orders.order.OrderStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a customer who looks on sees of an order: all of its way, so that a message that was missed
 * is made good by the next one. No address, no note.
 *
 * @param version how many changes of status there have been
 */
record LiveOrder(
    OrderId orderId,
    OrderStatus status,
    int version,
    @Nullable String reason,
    List<StatusChange> history) {

  LiveOrder {
    history = List.copyOf(history);
  }

  /** The order as a message, about 60 bytes for each change of status. */
  String message() {
    var json =
        OrderJson.mapper()
            .createObjectNode()
            .put("type", "order")
            .put("orderId", orderId.value())
            .put("status", status.name())
            .put("version", version)
            .put("final", status.isTerminal());
    if (reason != null) {
      json.put("reason", reason);
    }
    var steps = json.putArray("history");
    history.forEach(
        step ->
            steps.addObject().put("status", step.status().name()).put("at", step.at().toString()));
    return json.toString();
  }
}
