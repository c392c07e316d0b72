package com.example.orders.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the customer wants beside the goods. A further such property belongs here: it is read with
 * the message, kept with the row and handed on with the order.
 *
 * @param expiresAt from when on the customer no longer wants the order; a time only once the rules
 *     are kept, see {@link OrderRules}
 */
public record OrderDetails(
    Address shippingAddress,
    @Nullable String note,
    @Nullable String email,
    @Nullable String expiresAt) {

  /** Nothing but where the goods go. */
  public static OrderDetails to(Address shippingAddress) {
    return new OrderDetails(shippingAddress, null, null, null);
  }

  public OrderDetails withNote(@Nullable String text) {
    return new OrderDetails(shippingAddress, text, email, expiresAt);
  }

  public OrderDetails withEmail(@Nullable String address) {
    return new OrderDetails(shippingAddress, note, address, expiresAt);
  }

  public OrderDetails withExpiresAt(@Nullable String time) {
    return new OrderDetails(shippingAddress, note, email, time);
  }

  /** Only of an order that keeps the rules: of another, the text need not be a time. */
  boolean isExpired(Instant at) {
    return expiresAt != null && !at.isBefore(Instant.parse(expiresAt));
  }

  /** Keeps addresses and note out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "OrderDetails[…]";
  }
}
