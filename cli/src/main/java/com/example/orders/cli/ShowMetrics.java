package com.example.orders.cli;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Prints the business metrics of the running local cloud: {@code make metrics}. */
public final class ShowMetrics {
  /** What is counted in orders, and what it is called here. */
  private static final List<Map.Entry<String, String>> ORDERS =
      List.of(
          Map.entry("accepted", "OrdersAccepted"),
          Map.entry("confirmed", "OrdersConfirmed"),
          Map.entry("rejected", "OrdersRejected"),
          Map.entry("cancelled", "OrdersCancelled"),
          Map.entry("duplicates", "OrdersDuplicated"),
          Map.entry("conflicts", "OrdersConflicting"),
          Map.entry("overdue", "OrdersOverdue"));

  private static final List<Map.Entry<String, String>> AGES =
      List.of(
          Map.entry("reserved", "AgeAtReserved"),
          Map.entry("charging", "AgeAtCharging"),
          Map.entry("charged", "AgeAtCharged"),
          Map.entry("end", "AgeAtEnd"));

  private static final List<String> CLASSES = List.of("Transient", "Unknown", "Poison", "Business");

  private final LocalMetrics metrics;

  ShowMetrics(LocalMetrics metrics) {
    this.metrics = metrics;
  }

  public static void main(String[] arguments) {
    try {
      new ShowMetrics(LocalMetrics.ask(Run.localEndpoint(System.getenv())))
          .lines()
          .forEach(line -> Console.say("%s", line));
    } catch (CommandException e) {
      Console.fail(e);
    }
  }

  /** What nobody measures, because its extension is not there, is left out. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    line(lines, "orders", ORDERS.stream().flatMap(one -> count(one.getKey(), one.getValue())));
    line(lines, "age in s", AGES.stream().flatMap(one -> age(one.getKey(), one.getValue())));
    line(lines, "open", CLASSES.stream().flatMap(this::open));
    return lines.isEmpty() ? List.of("No metric yet: place an order first.") : lines;
  }

  private static void line(List<String> lines, String about, Stream<String> parts) {
    var text = parts.collect(joining("  "));
    if (!text.isEmpty()) {
      lines.add("%-9s %s".formatted(about, text));
    }
  }

  private Stream<String> count(String called, String name) {
    var reasons =
        metrics.sums(name, "Reason").stream()
            .map(reason -> reason.getKey() + " " + reason.getValue())
            .collect(joining(", "));
    return metrics.find(name).stream()
        .map(
            one ->
                "%s %d%s"
                    .formatted(
                        called,
                        Math.round(one.sum()),
                        reasons.isEmpty() ? "" : " (" + reasons + ")"));
  }

  private Stream<String> age(String called, String name) {
    return metrics.find(name).stream()
        .map(one -> String.format(Locale.ROOT, "%s %.1f (max %.1f)", called, one.p50(), one.max()));
  }

  private Stream<String> open(String failureClass) {
    var oldest = metrics.find("Oldest" + failureClass + "Age").map(LocalMetrics.Series::last);
    return metrics.find("Open" + failureClass + "Failures").stream()
        .map(
            one ->
                "%s %d%s"
                    .formatted(
                        failureClass.toLowerCase(Locale.ROOT),
                        Math.round(one.last()),
                        one.last() == 0
                            ? ""
                            : " (oldest %d s)".formatted(Math.round(oldest.orElse(0.0)))));
  }
}
