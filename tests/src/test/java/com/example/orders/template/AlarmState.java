package com.example.orders.template;

import com.example.orders.template.MetricPoints.Metric;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether an alarm rings, as CloudWatch evaluates it each minute over the periods that end then
 * (CloudWatch User Guide, "Alarm evaluation", "Configuring how CloudWatch alarms treat missing
 * data"): M of the last N points that there are in a range which is larger than N; only where there
 * are fewer than N, missing ones are taken as the alarm says.
 */
record AlarmState(TransformedTemplate template, MetricPoints points) {
  static final String ALARM = "AWS::CloudWatch::Alarm";
  static final String COMPOSITE = "AWS::CloudWatch::CompositeAlarm";

  /** The guide's tables have a range of five periods for three; the exact number is not said. */
  private static final int FURTHER_PERIODS = 2;

  private static final Pattern NAMED =
      Pattern.compile("(ALARM|OK)\\s*\\(\\s*[\"']?([^\"')]+)[\"']?\\s*\\)");

  private record Query(String id, Metric metric, String statistic) {}

  /** The metrics that an alarm looks at, also through those that a composite is made of. */
  Stream<Metric> metrics(Resource alarm) {
    return alarm.type().equals(COMPOSITE)
        ? named(alarm).flatMap(this::metrics)
        : queries(alarm).stream().map(Query::metric);
  }

  /** How many minutes an alarm looks back at most. */
  int reach(Resource alarm) {
    return alarm.type().equals(COMPOSITE)
        ? named(alarm).mapToInt(this::reach).max().orElse(0)
        : (alarm.at("/EvaluationPeriods").asInt() + FURTHER_PERIODS) * period(alarm);
  }

  /** Answers whether it rings at the end of that minute. */
  boolean rings(Resource alarm, int minute) {
    return alarm.type().equals(COMPOSITE) ? composite(alarm, minute) : single(alarm, minute);
  }

  private boolean single(Resource alarm, int minute) {
    var periods = alarm.at("/EvaluationPeriods").asInt();
    var needed = alarm.at("/DatapointsToAlarm").asInt(periods);
    var found = new ArrayList<Boolean>();
    for (var value : values(alarm, minute, periods + FURTHER_PERIODS)) {
      if (value.isPresent() && found.size() < periods) {
        found.add(breaches(alarm, value.getAsDouble()));
      }
    }
    while (found.size() < periods) {
      found.add(alarm.at("/TreatMissingData").asText().equals("breaching"));
    }
    return found.stream().filter(breaching -> breaching).count() >= needed;
  }

  /** The newest first. */
  private List<OptionalDouble> values(Resource alarm, int minute, int periods) {
    var queries = queries(alarm);
    var moments = new ArrayList<Map<String, Double>>();
    var anywhere = new HashMap<String, Boolean>();
    queries.forEach(query -> anywhere.put(query.id(), false));
    for (var back = 0; back < periods; back++) {
      var until = minute + 1 - back * period(alarm);
      var moment = new HashMap<String, Double>();
      for (var query : queries) {
        points
            .statistic(query.metric(), query.statistic(), until - period(alarm), until)
            .ifPresent(value -> moment.put(query.id(), value));
      }
      moment.keySet().forEach(id -> anywhere.put(id, true));
      moments.add(moment);
    }
    var expression = MetricMath.parse(expression(alarm));
    return moments.stream()
        .map(moment -> expression.at(new MetricMath.Moment(moment, anywhere)))
        .toList();
  }

  private static boolean breaches(Resource alarm, double value) {
    var threshold = alarm.at("/Threshold").asDouble();
    return switch (alarm.at("/ComparisonOperator").asText()) {
      case "GreaterThanThreshold" -> value > threshold;
      case "GreaterThanOrEqualToThreshold" -> value >= threshold;
      case "LessThanThreshold" -> value < threshold;
      case "LessThanOrEqualToThreshold" -> value <= threshold;
      default -> throw new IllegalArgumentException(alarm.id() + ": unknown operator");
    };
  }

  private static String expression(Resource alarm) {
    return alarm
        .at("/Metrics")
        .valueStream()
        .filter(query -> query.has("Expression"))
        .map(query -> query.path("Expression").asText())
        .findFirst()
        .orElse("own");
  }

  private static List<Query> queries(Resource alarm) {
    if (alarm.properties().has("MetricName")) {
      return List.of(
          new Query("own", Metric.of(alarm.properties()), alarm.at("/Statistic").asText()));
    }
    return stats(alarm)
        .map(
            query ->
                new Query(
                    query.path("Id").asText(),
                    Metric.of(query.at("/MetricStat/Metric")),
                    query.at("/MetricStat/Stat").asText()))
        .toList();
  }

  /** In minutes. */
  private static int period(Resource alarm) {
    var seconds =
        alarm.properties().has("Period")
            ? alarm.at("/Period").asInt()
            : stats(alarm).findFirst().orElseThrow().at("/MetricStat/Period").asInt();
    return seconds / 60;
  }

  private static Stream<JsonNode> stats(Resource alarm) {
    return alarm.at("/Metrics").valueStream().filter(query -> query.has("MetricStat"));
  }

  private Stream<Resource> named(Resource composite) {
    return named(composite, template);
  }

  /**
   * The alarms that a composite is made of.
   *
   * @throws IllegalArgumentException if there is none of a name
   */
  static Stream<Resource> named(Resource composite, TransformedTemplate template) {
    return NAMED
        .matcher(composite.at("/AlarmRule").asText())
        .results()
        .map(found -> alarm(template, found.group(2)));
  }

  private static Resource alarm(TransformedTemplate template, String name) {
    return Stream.of(ALARM, COMPOSITE)
        .flatMap(template::ofType)
        .filter(alarm -> alarm.names().contains(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no alarm " + name));
  }

  /** With 1 and 0 for the alarms' states, AND is a product's sign and OR a sum's. */
  private boolean composite(Resource alarm, int minute) {
    var rule =
        NAMED
            .matcher(alarm.at("/AlarmRule").asText())
            .replaceAll(
                found ->
                    rings(alarm(template, found.group(2)), minute) == found.group(1).equals("ALARM")
                        ? "1"
                        : "0")
            .replaceAll("\\bAND\\b", "*")
            .replaceAll("\\bOR\\b", "+");
    return MetricMath.parse(rule).at(new MetricMath.Moment(Map.of(), Map.of())).orElseThrow() != 0;
  }
}
