package com.example.orders.order;

import org.jspecify.annotations.Nullable;

/**
 * What the customer wants beside the goods. A further such property belongs here: it is read with
 * the message, kept with the row and handed on with the order.
 */
public record OrderDetails(Address shippingAddress, @Nullable String note, @Nullable String email) {

  /** Nothing but where the goods go. */
  public static OrderDetails to(Address shippingAddress) {
    return new OrderDetails(shippingAddress, null, null);
  }

  public OrderDetails withNote(@Nullable String text) {
    return new OrderDetails(shippingAddress, text, email);
  }

  public OrderDetails withEmail(@Nullable String address) {
    return new OrderDetails(shippingAddress, note, address);
  }

  /** Keeps addresses and note out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "OrderDetails[…]";
  }
}
