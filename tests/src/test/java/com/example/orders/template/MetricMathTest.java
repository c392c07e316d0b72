package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricMathTest {
  private static final Map<String, Double> POINTS = Map.of("m1", 60.0, "m2", 3.0, "zero", 0.0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m1 + m2 * 2 | 66",
        "(m1 + m2) * 2 | 126",
        "m1 / m2 - 1 | 19",
        "m1 - m2 - 7 | 50",
        "m1 > 50 | 1",
        "m1 < 50 | 0",
        "m2 >= 3 | 1",
        "m2 <= 2.5 | 0",
        "m2 == 3 | 1",
        "m2 != 3 | 0",
        "SUM(METRICS()) | 63",
        "MAX(METRICS()) | 60",
        // The guide's own: IF(m1 > 50, m1 / m2, 0), and FILL of a series with gaps.
        "IF(m1 > 50, m1 / m2, 0) | 20",
        "IF(m2 > 50, m1 / zero, 7) | 7",
        "FILL(gap, 0) + 1 | 1",
        "FILL(m1, 0) | 60",
        // The guide: missing values in a time series are treated as 0.
        "m1 + gap | 60",
        "gap - m2 | -3",
        "gap * m1 + 1 | 1",
        "m2 > gap | 1",
        "2 * (3 + 4) | 14",
        "m1 > 50 AND m2 > 2 | 1",
        "m1 > 50 AND m2 > 3 | 0",
        "m1 > 15 AND gap > 15 | 0",
        // The guide's table: 0 where the condition is true and there is no point.
        "IF(m1, gap, m2) | 0",
        "IF(m1 > 50, m1 / gap, 7) | 0",
      })
  void isCalculatedAtEachPoint(String expression, double value) {
    assertThat(MetricMath.parse(expression).at(moment())).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gap",
        "gap + 1",
        "gap + never",
        "gap >= 0 AND never >= 0",
        "IF(zero, m1, gap)",
        "m1 / zero",
        "m1 / gap",
        "zero / zero",
        "IF(gap > 1, 1, 0)",
        "gap >= 0",
        "FILL(never, 0)"
      })
  void whatComesOfMissingPointsAloneOrOfADivisionByZeroIsMissing(String expression) {
    assertThat(MetricMath.parse(expression).at(moment())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"m1 +", "m1 m2", "IF(m1, 2)", "SEARCH(m1)", "M1 + 1", "m1 ? 2", "", "SUM(m1)"})
  void whatIsNotKnownIsRefused(String expression) {
    assertThatThrownBy(() -> MetricMath.parse(expression))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdThatNoMetricHasIsRefused() {
    assertThatThrownBy(() -> MetricMath.parse("m1 + m9").at(moment()))
        .hasMessageContaining("no metric m9");
  }

  private static MetricMath.Moment moment() {
    var anywhere = new HashMap<String, Boolean>();
    POINTS.keySet().forEach(id -> anywhere.put(id, true));
    anywhere.put("gap", true);
    anywhere.put("never", false);
    return new MetricMath.Moment(POINTS, anywhere);
  }
}
