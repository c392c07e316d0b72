package com.example.orders.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order that keeps the rules and may be worked on. */
public record NewOrder(
    OrderKey key,
    List<OrderLine> lines,
    String currency,
    String paymentToken,
    Address shippingAddress,
    @Nullable String note,
    @Nullable String email) {

  public NewOrder {
    lines = List.copyOf(lines);
  }

  /** Keeps token, addresses and note out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "NewOrder[" + key + "]";
  }
}
