package com.example.orders.order;

import java.util.List;

/**
 * What the client sent, well-formed but not yet judged: any text may stand in any field.
 *
 * @param test whether nothing of it is to leave: no money, no goods, no notification
 */
public record OrderRequest(
    OrderKey key,
    List<Line> lines,
    String currency,
    String paymentToken,
    OrderDetails details,
    boolean test) {

  public OrderRequest {
    lines = List.copyOf(lines);
  }

  /** A real order. */
  public OrderRequest(
      OrderKey key, List<Line> lines, String currency, String paymentToken, OrderDetails details) {
    this(key, lines, currency, paymentToken, details, false);
  }

  /** Keeps the token out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "OrderRequest[" + key + "]";
  }

  /** One line as sent. */
  public record Line(String sku, int quantity) {}
}
