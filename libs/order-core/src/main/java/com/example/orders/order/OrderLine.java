package com.example.orders.order;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** So many of one product. A line as sent holds at most 999; merged lines may hold more. */
public record OrderLine(Sku sku, int quantity) {

  /** Checked here, not by the reader: where a message may lack a field, a line may not. */
  public OrderLine {
    Objects.requireNonNull(sku, "A line has no sku");
    if (quantity < 1) {
      throw new IllegalArgumentException("A quantity is at least 1");
    }
  }

  /** One line per product, in the products' order, so that the result depends on the set only. */
  public static List<OrderLine> mergedBySku(List<OrderLine> lines) {
    var merged = new TreeMap<Sku, Integer>();
    lines.forEach(line -> merged.merge(line.sku(), line.quantity(), Math::addExact));
    return merged.entrySet().stream().map(e -> new OrderLine(e.getKey(), e.getValue())).toList();
  }
}
