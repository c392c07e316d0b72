package com.example.orders.measureorders;

import com.example.orders.order.Order;
import com.example.orders.order.OrderStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one order that has ended is measured by.
 *
 * @param inTime the promised time from the acceptance to the end
 * @param deadline after which sweep-orders counts an order as late
 */
record Measures(Duration inTime, Duration deadline) {
  private static final double MILLIS = 1_000;

  /** The values of an order whose status is terminal. */
  Map<MeasuredMetric, Double> of(Order order) {
    var values = new EnumMap<MeasuredMetric, Double>(MeasuredMetric.class);
    for (var change : order.history()) {
      var age = seconds(age(order, change.at()));
      switch (change.status()) {
        case INVENTORY_RESERVED -> values.putIfAbsent(MeasuredMetric.AgeAtReserved, age);
        case CHARGING -> values.putIfAbsent(MeasuredMetric.AgeAtCharging, age);
        case PAYMENT_CHARGED -> values.putIfAbsent(MeasuredMetric.AgeAtCharged, age);
        default -> {}
      }
    }
    if (order.status() == OrderStatus.CONFIRMED) {
      values.put(MeasuredMetric.OrdersConfirmed, 1.0);
    } else if (order.status() == OrderStatus.CANCELLED) {
      values.put(MeasuredMetric.OrdersCancelled, 1.0);
    }
    var atEnd = age(order, order.history().getLast().at());
    values.put(MeasuredMetric.AgeAtEnd, seconds(atEnd));
    values.putAll(none());
    if (atEnd.compareTo(inTime) <= 0) {
      values.put(MeasuredMetric.OrdersInTime, 1.0);
    } else if (atEnd.compareTo(deadline) <= 0) {
      values.put(MeasuredMetric.OrdersLate, 1.0);
    }
    return values;
  }

  /** What is said while no order ends. */
  static Map<MeasuredMetric, Double> none() {
    return Map.of(MeasuredMetric.OrdersInTime, 0.0, MeasuredMetric.OrdersLate, 0.0);
  }

  /** A clock of another machine may be a bit behind. */
  private static Duration age(Order order, Instant at) {
    var age = Duration.between(order.intake().acceptedAt(), at);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static double seconds(Duration age) {
    return age.toMillis() / MILLIS;
  }
}
