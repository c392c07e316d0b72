package com.example.orders.webhooks;

import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook, and what became of it so far.
 *
 * @param orderId null if it is about no order
 * @param body the very text that is signed and sent
 * @param attempts that were begun
 * @param nextAttemptAt not before this time; while one is being made, when it is surely over
 * @param lastOutcome a few words of ours about the last attempt; nothing that the endpoint wrote
 */
public record Delivery(
    DeliveryKey key,
    CustomerId customer,
    WebhookType type,
    @Nullable OrderId orderId,
    String body,
    DeliveryState state,
    int attempts,
    Instant nextAttemptAt,
    @Nullable String lastOutcome,
    Instant createdAt) {

  /** How long one is kept: longer than any archived event, so that no replay sends it twice. */
  static final Duration KEPT = Duration.ofDays(30);

  /** One that is to be sent at once. */
  public static Delivery pending(
      DeliveryKey key,
      CustomerId customer,
      WebhookType type,
      @Nullable OrderId orderId,
      String body,
      Instant now) {
    return new Delivery(
        key, customer, type, orderId, body, DeliveryState.PENDING, 0, now, null, now);
  }

  /** The same as one that is not even tried. */
  public Delivery failed(String outcome) {
    return new Delivery(
        key,
        customer,
        type,
        orderId,
        body,
        DeliveryState.FAILED,
        attempts,
        nextAttemptAt,
        outcome,
        createdAt);
  }

  public EndpointKey endpoint() {
    return new EndpointKey(customer, key.endpoint());
  }

  /** Its message may have been lost before it was sent: another one does no harm. */
  public boolean needsWaking() {
    return state == DeliveryState.PENDING && attempts == 0;
  }
}
