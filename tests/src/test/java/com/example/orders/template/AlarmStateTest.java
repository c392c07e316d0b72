package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.template.MetricPoints.Metric;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmStateTest {

  /**
   * The tables of "Configuring how CloudWatch alarms treat missing data": X breaches, 0 does not.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 0 - X - X, breaching, false",
    "3, 0 - X - X, notBreaching, false",
    "3, - - - - 0, breaching, false",
    "3, - - - - 0, notBreaching, false",
    "3, - - - - -, breaching, true",
    "3, - - - - -, notBreaching, false",
    "3, 0 X X - X, breaching, true",
    "3, 0 X X - X, notBreaching, true",
    "3, - - X - -, breaching, true",
    "3, - - X - -, notBreaching, false",
    "2, 0 - X - X, notBreaching, true",
    "2, 0 0 X 0 X, notBreaching, true",
    "2, 0 - X - -, breaching, true",
    "2, 0 - X - -, notBreaching, false",
    "2, - - - - 0, notBreaching, false",
    "2, - - - X -, breaching, true",
    "2, - - - X -, notBreaching, false",
  })
  void missingPointsAreTakenAsTheGuideSays(
      int needed, String points, String missing, boolean rings) {
    var alarm =
        alarm(
            "one",
            """
            {"Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 3, "DatapointsToAlarm": %d, "TreatMissingData": "%s",
            "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold"}"""
                .formatted(needed, missing));
    var state = new AlarmState(new TransformedTemplate(List.of(alarm)), new MetricPoints(5));
    var minute = 0;
    for (var point : points.split(" ")) {
      if (!point.equals("-")) {
        set(state, minute, point.equals("X") ? 1 : 0);
      }
      minute++;
    }
    assertThat(state.rings(alarm, 4)).isEqualTo(rings);
  }

  @ParameterizedTest
  @CsvSource({
    "Sum, 10, true",
    "Sum, 11, false",
    "Maximum, 4, true",
    "Maximum, 5, false",
    "Minimum, 1, true",
    "Minimum, 2, false"
  })
  void aPeriodIsSummedUpByItsStatistic(String statistic, int threshold, boolean rings) {
    var alarm =
        alarm(
            "one",
            """
            {"Metrics": [{"Id": "all", "Expression": "m"}, {"Id": "m", "MetricStat": {"Stat": "%s",
            "Period": 240, "Metric": {"Namespace": "N", "MetricName": "M"}}}],
            "EvaluationPeriods": 1, "TreatMissingData": "notBreaching", "Threshold": %d,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold"}"""
                .formatted(statistic, threshold));
    var state = new AlarmState(new TransformedTemplate(List.of(alarm)), new MetricPoints(12));
    for (var minute = 8; minute < 12; minute++) {
      set(state, minute, minute - 7);
    }
    assertThat(state.rings(alarm, 11)).isEqualTo(rings);
  }

  @ParameterizedTest
  @CsvSource({
    "'ALARM(\"high\") AND ALARM(low)', false",
    "'ALARM(high) OR ALARM(low)', true",
    "'ALARM(high) AND OK(''low'')', true",
    "'ALARM(low) OR (ALARM(high) AND OK(low))', true",
  })
  void aCompositeIsMadeOfOthers(String rule, boolean rings) {
    var composite = new Resource("c", AlarmState.COMPOSITE, "alarm:c", properties("{}"));
    composite.properties().put("AlarmRule", rule);
    var high = threshold("high", 1);
    var low = threshold("low", 9);
    var state =
        new AlarmState(new TransformedTemplate(List.of(composite, high, low)), new MetricPoints(5));
    set(state, 4, 5);

    assertThat(state.rings(composite, 4)).isEqualTo(rings);
    assertThat(state.metrics(composite)).contains(metric());
    assertThat(state.reach(composite)).isEqualTo(3);
  }

  @Test
  void eachOperatorIsTakenAtItsWord() {
    for (var one :
        List.of(
            "GreaterThanThreshold false",
            "GreaterThanOrEqualToThreshold true",
            "LessThanThreshold false",
            "LessThanOrEqualToThreshold true")) {
      var alarm = threshold("one", 5);
      alarm.properties().put("ComparisonOperator", one.split(" ")[0]);
      var state = new AlarmState(new TransformedTemplate(List.of(alarm)), new MetricPoints(5));
      set(state, 4, 5);
      assertThat(state.rings(alarm, 4)).as(one).isEqualTo(one.endsWith("true"));
    }
  }

  private static Resource threshold(String id, int threshold) {
    return alarm(
        id,
        """
        {"Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching", "Threshold": %d,
        "ComparisonOperator": "GreaterThanThreshold"}"""
            .formatted(threshold));
  }

  private static Resource alarm(String id, String properties) {
    return new Resource(id, AlarmState.ALARM, "alarm:" + id, properties(properties));
  }

  private static ObjectNode properties(String json) {
    return (ObjectNode) TransformedTemplate.parse(json);
  }

  private static Metric metric() {
    return Metric.of(properties("{\"Namespace\": \"N\", \"MetricName\": \"M\"}"));
  }

  private static void set(AlarmState state, int minute, double value) {
    state.points().set(metric(), minute, minute + 1, value);
  }
}
