package com.example.orders.measureorders;

import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** What is measured of orders that have ended; alarms, queries and the dashboard name these. */
enum MeasuredMetric {
  OrdersConfirmed(MetricUnit.COUNT),
  OrdersCancelled(MetricUnit.COUNT),
  /**
   * Ended within the promised time; zero too, so that what an objective divides is never missing.
   */
  OrdersInTime(MetricUnit.COUNT),
  /** Ended later than that, before the deadline: past it, sweep-orders has counted the order. */
  OrdersLate(MetricUnit.COUNT),
  /** From the acceptance to the step; an order that never came to it has none. */
  AgeAtReserved(MetricUnit.SECONDS),
  AgeAtCharging(MetricUnit.SECONDS),
  AgeAtCharged(MetricUnit.SECONDS),
  AgeAtEnd(MetricUnit.SECONDS);

  private final MetricUnit unit;

  MeasuredMetric(MetricUnit unit) {
    this.unit = unit;
  }

  MetricUnit unit() {
    return unit;
  }
}
