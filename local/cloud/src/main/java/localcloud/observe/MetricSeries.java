package localcloud.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;

/** What was said of one metric with one set of dimensions. */
final class MetricSeries {
  private static final int KEPT_VALUES = 1_000;
  private static final int KEPT_MINUTES = 180;

  private final String unit;
  private final Deque<Double> values = new ArrayDeque<>();
  private final TreeMap<Instant, double[]> minutes = new TreeMap<>(); // count and sum
  private long count;
  private double sum;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double last;

  MetricSeries(String unit) {
    this.unit = unit;
  }

  void add(double value, Instant at) {
    count++;
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
    last = value;
    values.addLast(value);
    if (values.size() > KEPT_VALUES) {
      values.removeFirst();
    }
    var minute = minutes.computeIfAbsent(at.truncatedTo(ChronoUnit.MINUTES), m -> new double[2]);
    minute[0]++;
    minute[1] += value;
    if (minutes.size() > KEPT_MINUTES) {
      minutes.pollFirstEntry();
    }
  }

  void describe(ObjectNode json) {
    json.put("unit", unit).put("count", count).put("sum", sum).put("min", least).put("max", most);
    json.put("last", last).put("p50", percentile(50)).put("p99", percentile(99));
    var list = json.putArray("minutes");
    minutes.forEach(
        (at, minute) ->
            list.addObject()
                .put("at", at.toString())
                .put("count", (long) minute[0])
                .put("sum", minute[1]));
  }

  /** The smallest kept value that so many of a hundred do not exceed (nearest rank). */
  private double percentile(int percent) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
  }
}
