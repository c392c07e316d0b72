package com.example.orders.measureorders;

import com.example.orders.order.Order;
import java.util.Map;
import software.amazon.lambda.powertools.metrics.Metrics;

/**
 * Writes measures as one line in the embedded metric format. A line about an order also says whose
 * it is and how it ended: saved queries and Contributor Insights read that, and it is no dimension,
 * which would be a metric of its own for each order.
 */
final class MeasureLog {
  private final Metrics metrics;

  MeasureLog(Metrics metrics) {
    this.metrics = metrics;
  }

  void write(Map<MeasuredMetric, Double> values) {
    values.forEach((metric, value) -> metrics.addMetric(metric.name(), value, metric.unit()));
    metrics.flush();
  }

  void write(Order order, Map<MeasuredMetric, Double> values) {
    metrics.addMetadata("orderId", order.key().orderId().value());
    metrics.addMetadata("customer", order.key().customer().value());
    metrics.addMetadata("status", order.status().name());
    var reason = order.undo().reason();
    if (reason != null) {
      metrics.addMetadata("reason", reason);
    }
    write(values);
  }
}
