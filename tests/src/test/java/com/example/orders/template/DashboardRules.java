package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;

import com.example.orders.template.MetricPoints.Metric;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Dashboards on which every line and every state can be seen. */
final class DashboardRules {
  private static final String DASHBOARD = "AWS::CloudWatch::Dashboard";

  static final List<TemplateRule> ALL =
      List.of(
          new TemplateRule(
              "every graph of a dashboard is on a metric of something that exists",
              template ->
                  findings(
                      template,
                      widget ->
                          metrics(widget)
                              .allMatch(
                                  metric ->
                                      MetricCatalogue.has(metric)
                                          && AlarmRules.isOfSomething(template, metric)))),
          new TemplateRule(
              "every alarm on a dashboard exists",
              template ->
                  findings(
                      template,
                      widget ->
                          widget
                              .at("/properties/alarms")
                              .valueStream()
                              .allMatch(alarm -> exists(template, alarm.asText())))),
          each(
              DASHBOARD,
              "an expression on a dashboard knows the metrics that it names",
              dashboard -> widgets(dashboard).allMatch(DashboardRules::canBeCalculated)));

  private DashboardRules() {}

  private static Stream<String> findings(TransformedTemplate template, Predicate<JsonNode> obeys) {
    return template
        .ofType(DASHBOARD)
        .flatMap(DashboardRules::widgets)
        .filter(obeys.negate())
        .map(widget -> widget.at("/properties/title").asText("a widget"));
  }

  private static Stream<JsonNode> widgets(Resource dashboard) {
    return TransformedTemplate.parse(dashboard.at("/DashboardBody").asText())
        .path("widgets")
        .valueStream();
  }

  /** CloudWatch API reference, "Dashboard body structure and syntax": metrics. */
  private static Stream<Metric> metrics(JsonNode widget) {
    return widget
        .at("/properties/metrics")
        .valueStream()
        .filter(line -> line.path(0).isTextual())
        .map(DashboardRules::metric);
  }

  private static Metric metric(JsonNode line) {
    var dimensions = new TreeMap<String, String>();
    for (var i = 2; line.path(i + 1).isTextual(); i += 2) {
      dimensions.put(line.path(i).asText(), line.path(i + 1).asText());
    }
    return new Metric(line.path(0).asText(), line.path(1).asText(), dimensions);
  }

  private static boolean exists(TransformedTemplate template, String arn) {
    return Stream.of(AlarmState.ALARM, AlarmState.COMPOSITE)
        .flatMap(template::ofType)
        .anyMatch(alarm -> alarm.arn().equals(arn));
  }

  private static boolean canBeCalculated(JsonNode widget) {
    var points = new HashMap<String, Double>();
    var there = new HashMap<String, Boolean>();
    for (var line : widget.at("/properties/metrics")) {
      var id = line.path(line.size() - 1).path("id").asText();
      points.put(id, 1.0);
      there.put(id, true);
    }
    return widget.at("/properties/metrics").findValuesAsText("expression").stream()
        .allMatch(expression -> isKnown(expression, points, there));
  }

  private static boolean isKnown(
      String expression, Map<String, Double> points, Map<String, Boolean> there) {
    try {
      return MetricMath.parse(expression).at(new MetricMath.Moment(points, there)).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
