package com.example.orders.acceptorders;

import com.example.orders.lambda.EventBridgePublisher;
import com.example.orders.lambda.WhenNeeded;
import com.example.orders.order.Order;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Tells of an order that was refused at the door, as the workflow tells of the others. */
final class EventBridgeRejectedOrders implements RejectedOrders {
  private static final String DETAIL_TYPE = "OrderRejected";

  private final Supplier<EventBridgePublisher> events;
  private final String bus;

  /** Few environments ever reject an order; the others do without the client. */
  EventBridgeRejectedOrders(Supplier<EventBridgeClient> eventBridge, String bus) {
    this.events = WhenNeeded.of(() -> new EventBridgePublisher(eventBridge.get()));
    this.bus = bus;
  }

  @Override
  public void publish(Order order, Duration callTimeout) {
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(bus)
            .source("orderly.orders")
            .detailType(DETAIL_TYPE)
            .detail(detail(order))
            .build();
    events.get().publish(entry, callTimeout);
  }

  private String detail(Order order) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail
        .putObject("metadata")
        .put("correlationId", order.key().orderId().value())
        .put("idempotencyKey", order.key().messageGroup() + "#" + DETAIL_TYPE)
        .put("schemaVersion", 1);
    detail
        .putObject("data")
        .put("customer", order.key().customer().value())
        .put("orderId", order.key().orderId().value())
        .put("status", order.status().name())
        .put("currency", order.payment().currency())
        .put("reason", order.undo().reason());
    return detail.toString();
  }
}
