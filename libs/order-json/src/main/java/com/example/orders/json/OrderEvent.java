package com.example.orders.json;

import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an order, as the bus carries it.
 *
 * @param type {@code OrderConfirmed}, {@code OrderRejected} or {@code OrderCancelled}
 * @param notificationKey the event's idempotency key: the same for every copy of the event
 * @param content all that a notification depends on
 * @param at when it was put on the bus, if it says so
 */
public record OrderEvent(
    String type, OrderKey order, String notificationKey, JsonNode content, @Nullable Instant at) {

  /** Events are put after the row has ended, so one that says otherwise is wrong, not early. */
  public boolean agreesWith(OrderStatus status) {
    return type.equals(
        switch (status) {
          case CONFIRMED -> "OrderConfirmed";
          case REJECTED -> "OrderRejected";
          case CANCELLED -> "OrderCancelled";
          default -> "";
        });
  }
}
