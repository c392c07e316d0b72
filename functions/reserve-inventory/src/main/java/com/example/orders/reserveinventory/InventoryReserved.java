package com.example.orders.reserveinventory;

import com.example.orders.order.Order;
import com.example.orders.order.OrderLine;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * What the workflow carries on: the amount to charge and the lines to ship, one per product.
 *
 * @param test whether nothing is to be sent; only said if it is so
 */
public record InventoryReserved(
    long total,
    String currency,
    List<OrderLine> lines,
    @JsonInclude(Include.NON_DEFAULT) boolean test,
    int version) {

  static InventoryReserved of(Order order, long total, int version) {
    return new InventoryReserved(
        total,
        order.payment().currency(),
        OrderLine.mergedBySku(order.lines()),
        order.isTest(),
        version);
  }
}
