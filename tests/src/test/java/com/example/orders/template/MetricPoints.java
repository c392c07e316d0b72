package com.example.orders.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What metrics say in each minute of some time, or that they say nothing. */
final class MetricPoints {
  /** A metric with its dimensions. */
  record Metric(String namespace, String name, Map<String, String> dimensions) {
    static Metric of(JsonNode node) {
      var dimensions = new TreeMap<String, String>();
      for (var dimension : node.path("Dimensions")) {
        dimensions.put(dimension.path("Name").asText(), dimension.path("Value").asText());
      }
      return new Metric(
          node.path("Namespace").asText(), node.path("MetricName").asText(), dimensions);
    }
  }

  private final int minutes;
  private final Map<Metric, double[]> points = new HashMap<>();

  MetricPoints(int minutes) {
    this.minutes = minutes;
  }

  /** One point a minute from a minute until before another one; NaN for none. */
  void set(Metric metric, int from, int until, double value) {
    Arrays.fill(points.computeIfAbsent(metric, _ -> none()), from, until, value);
  }

  private double[] none() {
    var none = new double[minutes];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  /** A statistic of the points from a minute until before another one; empty if there is none. */
  OptionalDouble statistic(Metric metric, String statistic, int from, int until) {
    var all = points.get(metric);
    var own = new DoubleSummaryStatistics();
    for (var minute = from; all != null && minute < until; minute++) {
      if (!Double.isNaN(all[minute])) {
        own.accept(all[minute]);
      }
    }
    if (own.getCount() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (statistic) {
          case "Sum" -> own.getSum();
          case "Maximum" -> own.getMax();
          case "Minimum" -> own.getMin();
          default -> throw new IllegalArgumentException("no statistic of alarms: " + statistic);
        });
  }
}
