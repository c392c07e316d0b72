package com.example.orders.measureorders;

import com.example.orders.json.OrderEvent;
import com.example.orders.order.Orders;

/** Measures an order by its row, which is written before its event is put on the bus. */
final class Measuring {
  private final Orders orders;
  private final Measures measures;
  private final MeasureLog log;

  Measuring(Orders orders, Measures measures, MeasureLog log) {
    this.orders = orders;
    this.measures = measures;
    this.log = log;
  }

  /**
   * Measures the order of an event, unless it is a test. An event that comes twice is measured
   * twice: a table against that would cost more than all the rest of it.
   *
   * @throws UnmeasurableOrderException if the row is not there, or says something else
   */
  void measure(OrderEvent event) {
    var order =
        orders
            .find(event.order())
            .filter(row -> event.agreesWith(row.status()))
            .orElseThrow(UnmeasurableOrderException::new);
    if (!order.isTest()) {
      log.write(order, measures.of(order));
    }
  }

  /** Says that no order ends now. */
  void measureNone() {
    log.write(Measures.none());
  }
}
