package com.example.orders.order;

import java.util.List;

/**
 * An order that keeps the rules and may be worked on.
 *
 * @param test whether nothing of it is to leave
 */
public record NewOrder(
    OrderKey key,
    List<OrderLine> lines,
    String currency,
    String paymentToken,
    OrderDetails details,
    boolean test) {

  public NewOrder {
    lines = List.copyOf(lines);
  }

  /** A real order. */
  public NewOrder(
      OrderKey key,
      List<OrderLine> lines,
      String currency,
      String paymentToken,
      OrderDetails details) {
    this(key, lines, currency, paymentToken, details, false);
  }

  /** Keeps the token out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "NewOrder[" + key + "]";
  }
}
