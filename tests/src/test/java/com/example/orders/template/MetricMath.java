package com.example.orders.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * CloudWatch's metric math as far as alarms here use it (CloudWatch User Guide, "Using math
 * expressions with CloudWatch metrics"): operators, comparisons, AND, IF, FILL with a number, SUM
 * and MAX of METRICS(). Each is a function of one point in time. "Missing values in a time series
 * are treated as 0" wherever another series has a point; where none has one, there is no point,
 * whatever the scalars. SUM and MAX leave missing ones out. A division by zero has no value. What
 * IF chooses is 0 if the condition is true and no point is there, and missing if it is false. FILL
 * fills a series that has some point, for nothing says what it does to one that has none.
 */
final class MetricMath {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(\\d+(?:\\.\\d+)?)|([A-Za-z_]\\w*)|(>=|<=|==|!=|[-+*/()<>,]))");

  /** One period of each series; a missing point has no entry. */
  record Moment(Map<String, Double> points, Map<String, Boolean> anywhere) {}

  /** What an expression is at a moment. */
  @FunctionalInterface
  interface Expression {
    OptionalDouble at(Moment moment);

    /** Whether no series is in it: it then has a value at any time, and gives none to a series. */
    default boolean isScalar() {
      return false;
    }
  }

  private record Scalar(double value) implements Expression {
    @Override
    public OptionalDouble at(Moment moment) {
      return OptionalDouble.of(value);
    }

    @Override
    public boolean isScalar() {
      return true;
    }
  }

  private record Both(Expression left, Expression right, DoubleBinaryOperator operator)
      implements Expression {
    @Override
    public OptionalDouble at(Moment moment) {
      var a = left.at(moment);
      var b = right.at(moment);
      var isThere = isScalar() || hasPoint(left, a) || hasPoint(right, b);
      return isThere
          ? finite(operator.applyAsDouble(a.orElse(0), b.orElse(0)))
          : OptionalDouble.empty();
    }

    private static boolean hasPoint(Expression operand, OptionalDouble point) {
      return point.isPresent() && !operand.isScalar();
    }

    @Override
    public boolean isScalar() {
      return left.isScalar() && right.isScalar();
    }
  }

  private final List<String> tokens = new ArrayList<>();
  private int next;

  private MetricMath(String text) {
    var matcher = TOKEN.matcher(text);
    var end = 0;
    while (end < text.stripTrailing().length()) {
      if (!matcher.region(end, text.length()).lookingAt()) {
        throw new IllegalArgumentException("not metric math: " + text.substring(end));
      }
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
    tokens.add("");
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none, or one that is not known here
   */
  static Expression parse(String text) {
    var parser = new MetricMath(text);
    var expression = parser.condition();
    if (!parser.tokens.get(parser.next).isEmpty()) {
      throw new IllegalArgumentException("not metric math: " + text);
    }
    return expression;
  }

  private Expression condition() {
    var left = comparison();
    while (tokens.get(next).equals("AND")) {
      next++;
      left = new Both(left, comparison(), (a, b) -> a != 0 && b != 0 ? 1 : 0);
    }
    return left;
  }

  private Expression comparison() {
    var left = sum();
    return switch (tokens.get(next)) {
      case ">" -> compared(left, (a, b) -> a > b);
      case "<" -> compared(left, (a, b) -> a < b);
      case ">=" -> compared(left, (a, b) -> a >= b);
      case "<=" -> compared(left, (a, b) -> a <= b);
      case "==" -> compared(left, (a, b) -> a == b);
      case "!=" -> compared(left, (a, b) -> a != b);
      default -> left;
    };
  }

  private interface Comparison {
    boolean holds(double left, double right);
  }

  private Expression compared(Expression left, Comparison comparison) {
    next++;
    return new Both(left, sum(), (a, b) -> comparison.holds(a, b) ? 1 : 0);
  }

  private Expression sum() {
    var left = product();
    while (tokens.get(next).matches("[-+]")) {
      var operator = operator();
      left = new Both(left, product(), operator);
    }
    return left;
  }

  private Expression product() {
    var left = value();
    while (tokens.get(next).matches("[*/]")) {
      var operator = operator();
      left = new Both(left, value(), operator);
    }
    return left;
  }

  private DoubleBinaryOperator operator() {
    return switch (tokens.get(next++)) {
      case "+" -> Double::sum;
      case "-" -> (a, b) -> a - b;
      case "*" -> (a, b) -> a * b;
      default -> (a, b) -> a / b;
    };
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private Expression value() {
    var token = tokens.get(next++);
    if (token.equals("(")) {
      var inside = condition();
      expect(")");
      return inside;
    }
    if (token.matches("\\d.*")) {
      var number = Double.parseDouble(token);
      return new Scalar(number);
    }
    return switch (token) {
      case "IF" -> choice();
      case "FILL" -> filled();
      case "SUM" -> ofAll(DoubleStream::sum);
      case "MAX" -> ofAll(points -> points.max().orElseThrow());
      default -> series(token);
    };
  }

  private Expression series(String id) {
    if (!id.matches("[a-z]\\w*") || tokens.get(next).equals("(")) {
      throw new IllegalArgumentException("not metric math: " + id);
    }
    return moment -> point(moment, id);
  }

  private static OptionalDouble point(Moment moment, String id) {
    if (!moment.anywhere().containsKey(id)) {
      throw new IllegalArgumentException("no metric " + id);
    }
    var point = moment.points().get(id);
    return point == null ? OptionalDouble.empty() : OptionalDouble.of(point);
  }

  private Expression choice() {
    expect("(");
    var condition = condition();
    expect(",");
    var then = comparison();
    expect(",");
    var otherwise = comparison();
    expect(")");
    return moment -> {
      var met = condition.at(moment);
      if (met.isEmpty() || met.getAsDouble() == 0) {
        return met.isEmpty() ? met : otherwise.at(moment);
      }
      return OptionalDouble.of(then.at(moment).orElse(0));
    };
  }

  private Expression filled() {
    expect("(");
    var id = tokens.get(next++);
    expect(",");
    var filling = Double.parseDouble(tokens.get(next++));
    expect(")");
    return moment -> {
      var point = point(moment, id);
      return point.isPresent() || !Boolean.TRUE.equals(moment.anywhere().get(id))
          ? point
          : OptionalDouble.of(filling);
    };
  }

  private interface Summary {
    double of(DoubleStream points);
  }

  private Expression ofAll(Summary summary) {
    for (var token : List.of("(", "METRICS", "(", ")", ")")) {
      expect(token);
    }
    return moment -> {
      var points = moment.points().values();
      return points.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(summary.of(points.stream().mapToDouble(Double::doubleValue)));
    };
  }

  private void expect(String token) {
    if (!tokens.get(next++).equals(token)) {
      throw new IllegalArgumentException("not metric math: " + token + " expected in " + tokens);
    }
  }
}
