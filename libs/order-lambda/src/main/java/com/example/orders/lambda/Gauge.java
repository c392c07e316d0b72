package com.example.orders.lambda;

import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** What is measured and not counted; the alarms name these. */
public enum Gauge {
  /** Entries of the failures inbox that wait, by class: one class's must not hide another's. */
  OpenTransientFailures(MetricUnit.COUNT),
  OpenUnknownFailures(MetricUnit.COUNT),
  OpenPoisonFailures(MetricUnit.COUNT),
  OpenBusinessFailures(MetricUnit.COUNT),
  /** How long the one of the class that has waited longest has, also while it is replayed. */
  OldestTransientAge(MetricUnit.SECONDS),
  OldestUnknownAge(MetricUnit.SECONDS),
  OldestPoisonAge(MetricUnit.SECONDS),
  OldestBusinessAge(MetricUnit.SECONDS);

  private final MetricUnit unit;

  Gauge(MetricUnit unit) {
    this.unit = unit;
  }

  MetricUnit unit() {
    return unit;
  }
}
