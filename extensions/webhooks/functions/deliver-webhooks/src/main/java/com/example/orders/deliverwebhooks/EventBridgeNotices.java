package com.example.orders.deliverwebhooks;

import com.example.orders.json.OrderJson;
import com.example.orders.lambda.EventBridgePublisher;
import com.example.orders.webhooks.Endpoint;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * Says it on the core's bus, so that a rule can have the customer notified, by mail for example.
 */
final class EventBridgeNotices implements Streaks.Notices {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final EventBridgePublisher events;
  private final String bus;
  private final ObjectMapper mapper = OrderJson.mapper();

  EventBridgeNotices(EventBridgeClient eventBridge, String bus) {
    this.events = new EventBridgePublisher(eventBridge);
    this.bus = bus;
  }

  @Override
  public void disabled(Endpoint endpoint, String key, String reason) {
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(bus)
            .source("orderly.webhooks")
            .detailType("WebhookEndpointDisabled")
            .detail(detail(endpoint, key, reason))
            .build();
    events.publish(entry, TIMEOUT);
  }

  private String detail(Endpoint endpoint, String key, String reason) {
    var detail = mapper.createObjectNode();
    detail.putObject("metadata").put("idempotencyKey", key).put("schemaVersion", 1);
    detail
        .putObject("data")
        .put("customer", endpoint.key().customer().value())
        .put("endpointId", endpoint.key().id().value())
        .put("reason", reason);
    return detail.toString();
  }
}
