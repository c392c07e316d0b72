package com.example.orders.lambda;

import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** What is measured and not counted; the alarms name these. */
public enum Gauge {
  /** Entries of the failures inbox that wait for somebody. */
  OpenFailures(MetricUnit.COUNT),
  /** How long the one that has waited longest has. */
  OldestOpenAge(MetricUnit.SECONDS);

  private final MetricUnit unit;

  Gauge(MetricUnit unit) {
    this.unit = unit;
  }

  MetricUnit unit() {
    return unit;
  }
}
