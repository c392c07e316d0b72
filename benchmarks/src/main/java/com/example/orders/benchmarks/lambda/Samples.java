package com.example.orders.benchmarks.lambda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values of one figure, in the order in which they were measured. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return quantile(0.5);
  }

  /** The median, and the quartiles if there are several values. */
  String text(int decimals) {
    var number = "%." + decimals + "f";
    return values.size() < 4
        ? format(number, median())
        : format(
            number + " (" + number + "-" + number + ")", median(), quantile(0.25), quantile(0.75));
  }

  /** Between two values linearly. */
  double quantile(double share) {
    var sorted = values.stream().sorted().toList();
    var place = share * (sorted.size() - 1);
    var below = sorted.get((int) Math.floor(place));
    var above = sorted.get((int) Math.ceil(place));
    return below + (above - below) * (place - Math.floor(place));
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
