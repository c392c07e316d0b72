package localcloud.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import localcloud.lambda.LogSink;

/**
 * Metrics that functions write into their logs (CloudWatch User Guide, "Specification: Embedded
 * metric format"): for each namespace, name and set of dimensions the count, sum, extremes, last
 * value, percentiles of the last 1,000 values, and sums by the minute of the last three hours with
 * data. A line that CloudWatch would not take is counted as invalid.
 */
public final class EmfMetrics implements LogSink {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A stack's own metrics are some dozens; dimensions that somebody makes up have no end. */
  private static final int MOST_SERIES = 2_000;

  /** Limits of the specification: metrics of a directive, values of a metric, dimensions. */
  private static final int MOST_METRICS = 100;

  private static final int MOST_VALUES = 100;
  private static final int MOST_DIMENSIONS = 30;

  /** What PutMetricData takes too: two weeks ago to two hours ahead. */
  private static final Duration OLDEST = Duration.ofDays(14);

  private static final Duration NEWEST = Duration.ofHours(2);

  private record Key(String namespace, String name, SequencedMap<String, String> dimensions) {}

  /** The line is no such metric, or not one that CloudWatch would take. */
  private static final class InvalidLine extends Exception {}

  private final LogSink next;
  private final Clock clock;
  private final Map<Key, MetricSeries> series = new LinkedHashMap<>();
  private long invalid;
  private long leftOut;

  /**
   * Reads lines and passes them on.
   *
   * @param next who else takes each line
   */
  public EmfMetrics(LogSink next, Clock clock) {
    this.next = next;
    this.clock = clock;
  }

  @Override
  public void begin(String environment, String version) {
    next.begin(environment, version);
  }

  @Override
  public void line(String function, String environment, String line) {
    if (line.startsWith("{") && line.contains("\"_aws\"")) {
      read(line);
    }
    next.line(function, environment, line);
  }

  private synchronized void read(String line) {
    try {
      var values = values(JSON.readTree(line));
      values.forEach((key, value) -> add(key, value));
    } catch (JsonProcessingException | InvalidLine e) {
      invalid++;
    }
  }

  private record Values(String unit, double[] values, Instant at) {}

  /** All that a line says, or nothing of it. */
  private Map<Key, Values> values(JsonNode line) throws InvalidLine {
    var at = time(line.path("_aws").path("Timestamp"));
    var directives = line.path("_aws").path("CloudWatchMetrics");
    check(directives.isArray());
    var all = new LinkedHashMap<Key, Values>();
    for (var directive : directives) {
      var namespace = directive.path("Namespace").asText("");
      check(!namespace.isEmpty() && directive.path("Metrics").size() <= MOST_METRICS);
      for (var metric : directive.path("Metrics")) {
        var name = metric.path("Name").asText("");
        var said = new Values(metric.path("Unit").asText("None"), numbers(line.path(name)), at);
        for (var names : directive.path("Dimensions")) {
          all.put(new Key(namespace, name, dimensions(line, names)), said);
        }
      }
    }
    return all;
  }

  private Instant time(JsonNode timestamp) throws InvalidLine {
    check(timestamp.isIntegralNumber());
    var at = Instant.ofEpochMilli(timestamp.asLong());
    var now = clock.instant();
    check(!at.isBefore(now.minus(OLDEST)) && !at.isAfter(now.plus(NEWEST)));
    return at;
  }

  private static double[] numbers(JsonNode value) throws InvalidLine {
    var numbers = value.isArray() ? value.valueStream().toList() : List.of(value);
    check(!numbers.isEmpty() && numbers.size() <= MOST_VALUES);
    for (var number : numbers) {
      check(number.isNumber());
    }
    return numbers.stream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static SequencedMap<String, String> dimensions(JsonNode line, JsonNode names)
      throws InvalidLine {
    check(names.isArray() && names.size() <= MOST_DIMENSIONS);
    var dimensions = new TreeMap<String, String>();
    for (var name : names) {
      var value = line.path(name.asText());
      check(value.isTextual());
      dimensions.put(name.asText(), value.asText());
    }
    return dimensions;
  }

  private static void check(boolean valid) throws InvalidLine {
    if (!valid) {
      throw new InvalidLine();
    }
  }

  private void add(Key key, Values said) {
    if (series.size() >= MOST_SERIES && !series.containsKey(key)) {
      leftOut++;
      return;
    }
    var own = series.computeIfAbsent(key, k -> new MetricSeries(said.unit()));
    for (var value : said.values()) {
      own.add(value, said.at());
    }
  }

  /** Starts again from nothing. */
  public synchronized void reset() {
    series.clear();
    invalid = 0;
    leftOut = 0;
  }

  /** All series by namespace, name and dimensions. */
  public synchronized String json() {
    var root = JSON.createObjectNode().put("invalid", invalid).put("leftOut", leftOut);
    var list = root.putArray("series");
    series.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Key::toString)))
        .forEach(
            one -> {
              var key = one.getKey();
              var json = list.addObject();
              json.put("namespace", key.namespace()).put("name", key.name());
              json.set("dimensions", JSON.valueToTree(key.dimensions()));
              one.getValue().describe(json);
            });
    return root.toString();
  }
}
