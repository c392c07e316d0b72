package com.example.orders.order;

import java.util.List;

/** An order that keeps the rules and may be worked on. */
public record NewOrder(
    OrderKey key,
    List<OrderLine> lines,
    String currency,
    String paymentToken,
    OrderDetails details) {

  public NewOrder {
    lines = List.copyOf(lines);
  }

  /** Keeps the token out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "NewOrder[" + key + "]";
  }
}
