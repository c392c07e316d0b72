package com.example.orders.acceptorders;

import com.example.orders.json.OrderJson;
import com.example.orders.order.Order;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** PutEvents answers 200 even if it accepted no entry, so the count of failed ones is looked at. */
final class EventBridgeRejectedOrders implements RejectedOrders {
  private static final String DETAIL_TYPE = "OrderRejected";
  private static final int ATTEMPTS = 3;

  private final EventBridgeClient eventBridge;
  private final String bus;
  private final ObjectMapper mapper = OrderJson.mapper();

  EventBridgeRejectedOrders(EventBridgeClient eventBridge, String bus) {
    this.eventBridge = eventBridge;
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
    PutEventsResponse answer = put(entry, callTimeout);
    for (int attempt = 1; attempt < ATTEMPTS && isRefused(answer); attempt++) {
      answer = put(entry, callTimeout);
    }
    if (isRefused(answer)) {
      throw new IllegalStateException(
          "EventBridge did not take the event: " + answer.entries().getFirst().errorCode());
    }
  }

  private PutEventsResponse put(PutEventsRequestEntry entry, Duration callTimeout) {
    return eventBridge.putEvents(
        request ->
            request
                .entries(entry)
                .overrideConfiguration(limits -> limits.apiCallTimeout(callTimeout)));
  }

  private static boolean isRefused(PutEventsResponse answer) {
    return answer.failedEntryCount() > 0;
  }

  private String detail(Order order) {
    var detail = mapper.createObjectNode();
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
        .put("currency", order.currency())
        .put("reason", order.reason());
    return detail.toString();
  }
}
