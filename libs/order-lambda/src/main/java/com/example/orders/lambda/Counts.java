package com.example.orders.lambda;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The counts of one invocation; they leave with it, so no invocation sees another's. */
public final class Counts {
  private final Map<OrderMetric, Integer> counts = new EnumMap<>(OrderMetric.class);

  private final List<String> rejections = new ArrayList<>();

  /** Counts a rejected order, in all and by its reason. */
  public void addRejected(String reason) {
    add(OrderMetric.OrdersRejected);
    rejections.add(reason);
  }

  /** The reasons of the rejected orders, one for each. */
  public List<String> rejections() {
    return List.copyOf(rejections);
  }

  public void add(OrderMetric metric) {
    counts.merge(metric, 1, Math::addExact);
  }

  /** Emits zero unless it is counted too: what is calculated from a silent metric has no value. */
  public void addNone(OrderMetric metric) {
    counts.putIfAbsent(metric, 0);
  }

  public Map<OrderMetric, Integer> asMap() {
    return Map.copyOf(counts);
  }
}
