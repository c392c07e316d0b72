package com.example.orders.webhooks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a webhook is about, as its {@code type} says. */
public enum WebhookType {
  ORDER_CONFIRMED("order.confirmed"),
  ORDER_REJECTED("order.rejected"),
  ORDER_CANCELLED("order.cancelled"),
  /** The challenge: sent on request of the customer, also to an endpoint that is not active. */
  ENDPOINT_VERIFICATION("endpoint.verification");

  private final String text;

  WebhookType(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Empty if no webhook has this type. */
  public static Optional<WebhookType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  /** The types that a customer may choose from. */
  public static List<WebhookType> ofOrders() {
    return List.of(ORDER_CONFIRMED, ORDER_REJECTED, ORDER_CANCELLED);
  }
}
