package com.example.orders.lambda;

import java.util.EnumMap;
import java.util.Map;

/** The counts of one invocation; they leave with it, so no invocation sees another's. */
public final class Counts {
  private final Map<OrderMetric, Integer> counts = new EnumMap<>(OrderMetric.class);

  public void add(OrderMetric metric) {
    counts.merge(metric, 1, Math::addExact);
  }

  public Map<OrderMetric, Integer> asMap() {
    return Map.copyOf(counts);
  }
}
