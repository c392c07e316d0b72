package com.example.orders.reserveinventory;

import com.example.orders.order.OrderLine;
import java.util.List;

/** What the workflow carries on: the amount to charge and the lines to ship, one per product. */
public record InventoryReserved(long total, String currency, List<OrderLine> lines, int version) {}
