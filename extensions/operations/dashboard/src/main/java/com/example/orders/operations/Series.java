package com.example.orders.operations;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A line of a graph. */
sealed interface Series {
  /** What the legend calls it. */
  String label();

  /**
   * A metric.
   *
   * @param namespace as CloudWatch has it; {@code Orderly/${CoreStackName}} for our own
   * @param dimensions in their order, with the names of parameters of {@code !Sub}
   * @param statistic such as {@code p99}; empty for the graph's own
   * @param id by which an expression names it, which then is what is seen; else empty
   */
  record Metric(
      String namespace,
      String name,
      SequencedMap<String, String> dimensions,
      String statistic,
      String label,
      String id)
      implements Series {

    static Metric of(String namespace, String name, String label, String... dimensions) {
      var named = new LinkedHashMap<String, String>();
      for (var i = 0; i < dimensions.length; i += 2) {
        named.put(dimensions[i], dimensions[i + 1]);
      }
      return new Metric(namespace, name, named, "", label, "");
    }

    /** One that the code emits, for all orders. */
    static Metric own(String name, String label) {
      return of("Orderly/${CoreStackName}", name, label, "Service", "orders");
    }

    Metric by(String statistic) {
      var suffix = label.isEmpty() ? statistic : label + " " + statistic;
      return new Metric(namespace, name, dimensions, statistic, suffix, id);
    }

    Metric called(String label) {
      return new Metric(namespace, name, dimensions, statistic, label, id);
    }

    /** Not seen itself: an expression is. */
    boolean isHidden() {
      return !id.isEmpty();
    }

    Metric as(String id) {
      return new Metric(namespace, name, dimensions, statistic, label, id);
    }

    boolean isOwn() {
      return namespace.startsWith("Orderly");
    }
  }

  /** Metric math over the metrics of its graph that have an ID. */
  record Expression(String expression, String label) implements Series {}
}
