package com.example.orders.webhooks;

import java.time.Instant;
import java.util.List;

/**
 * What an endpoint wants to be sent: all that is needed to plan a delivery, and so no secret.
 *
 * @param types that are sent; none stands for all
 */
public record Subscription(
    EndpointKey endpoint, List<WebhookType> types, EndpointStatus status, Instant createdAt) {

  public Subscription {
    types = List.copyOf(types);
  }

  public boolean takes(WebhookType type) {
    return types.isEmpty() || types.contains(type);
  }
}
