package com.example.orders.reserveinventory;

import com.example.orders.order.Order;
import com.example.orders.order.OrderLine;
import java.util.List;

/** What the workflow carries on: the amount to charge and the lines to ship, one per product. */
public record InventoryReserved(long total, String currency, List<OrderLine> lines, int version) {

  static InventoryReserved of(Order order, long total, int version) {
    return new InventoryReserved(
        total, order.payment().currency(), OrderLine.mergedBySku(order.lines()), version);
  }
}
