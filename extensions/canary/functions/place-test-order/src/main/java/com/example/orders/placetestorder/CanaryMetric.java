package com.example.orders.placetestorder;

import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** What a run says; the alarm names the first. */
enum CanaryMetric {
  /** 1 if the test order of the run before is confirmed and the next is placed, else 0. */
  CanaryPassed(MetricUnit.COUNT),
  /** From the acceptance of a test order to its confirmation. */
  CanarySeconds(MetricUnit.SECONDS);

  private final MetricUnit unit;

  CanaryMetric(MetricUnit unit) {
    this.unit = unit;
  }

  MetricUnit unit() {
    return unit;
  }
}
