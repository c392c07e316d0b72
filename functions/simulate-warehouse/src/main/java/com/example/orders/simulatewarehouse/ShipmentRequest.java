package com.example.orders.simulatewarehouse;

import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import java.util.List;

/** What the workflow asks of the warehouse; each asking brings its own token to answer to. */
sealed interface ShipmentRequest {

  OrderKey order();

  TaskToken token();

  /** Send the goods. */
  record Ship(OrderKey order, List<OrderLine> lines, TaskToken token) implements ShipmentRequest {
    public Ship {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("There is nothing to ship");
      }
    }

    boolean contains(Sku sku) {
      return lines.stream().anyMatch(line -> line.sku().equals(sku));
    }
  }

  /** Do not send them, if they have not been accepted for sending. */
  record Cancel(OrderKey order, TaskToken token) implements ShipmentRequest {}
}
