package com.example.orders.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of the sample orders: counted, compared with what they declare, and written down. */
record DemoReport(List<OrderJourney> journeys, List<String> bookDifferences, Notices notices) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** One journey for each accepted order: the first of its requests. */
  List<OrderJourney> acceptedOrders() {
    var first = new LinkedHashMap<Books.OrderKey, OrderJourney>();
    for (var journey : journeys) {
      if (journey.accepted()) {
        first.putIfAbsent(key(journey), journey);
      }
    }
    return List.copyOf(first.values());
  }

  static Books.OrderKey key(OrderJourney journey) {
    return new Books.OrderKey(
        java.util.Objects.requireNonNull(journey.sample().customer()), journey.sample().orderId());
  }

  Map<String, Integer> counts() {
    var counts = new LinkedHashMap<String, Integer>();
    var orders = acceptedOrders();
    counts.put("sent", journeys.size());
    counts.put("accepted", orders.size());
    counts.put("refused", (int) journeys.stream().filter(j -> !is2xx(j)).count());
    counts.put("duplicates", repeated(true));
    counts.put("conflicts", repeated(false));
    counts.put("confirmed", ended(orders, "CONFIRMED"));
    counts.put("rejected", ended(orders, "REJECTED"));
    counts.put("cancelled", ended(orders, "CANCELLED"));
    counts.put(
        "notified", (int) orders.stream().filter(j -> notices.notified().contains(key(j))).count());
    counts.put("inbox", notNotified().size());
    counts.put("lost", (int) orders.stream().filter(j -> !j.settled()).count());
    return counts;
  }

  /** The samples whose customers could not be notified, which the failures inbox shows. */
  List<String> notNotified() {
    return acceptedOrders().stream()
        .filter(order -> !notices.notified().contains(key(order)))
        .filter(order -> notices.inInbox().contains(key(order)))
        .map(order -> order.sample().name())
        .toList();
  }

  private List<String> neitherNotifiedNorInInbox() {
    return notices.missing(acceptedOrders().stream().map(DemoReport::key).toList()).stream()
        .map(order -> "order %s: its customer was not notified".formatted(order.orderId()))
        .toList();
  }

  /** Every difference from what the samples declare and from what the books should say. */
  List<String> differences() {
    var differences = new ArrayList<String>();
    journeys.forEach(journey -> differences.addAll(journey.differences()));
    differences.addAll(bookDifferences);
    differences.addAll(neitherNotifiedNorInInbox());
    return differences;
  }

  private static boolean is2xx(OrderJourney journey) {
    return journey.answer().httpStatus() / 100 == 2;
  }

  /** Further accepted requests for an order, with the same body or with another. */
  private int repeated(boolean sameBody) {
    var first = new LinkedHashMap<Books.OrderKey, OrderJourney>();
    var count = 0;
    for (var journey : journeys.stream().filter(OrderJourney::accepted).toList()) {
      var original = first.putIfAbsent(key(journey), journey);
      if (original != null
          && original.sample().body().equals(journey.sample().body()) == sameBody) {
        count++;
      }
    }
    return count;
  }

  private static int ended(List<OrderJourney> orders, String status) {
    return (int) orders.stream().filter(journey -> journey.status().equals(status)).count();
  }

  void write(Path file) {
    ObjectNode report = JSON.createObjectNode();
    counts().forEach(report::put);
    var orders = report.putArray("orders");
    journeys.forEach(journey -> orders.add(journey.toJson(JSON)));
    var wrong = report.putArray("differences");
    differences().forEach(wrong::add);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, JSON.writeValueAsString(report) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void print() {
    Console.say(
        "%-26s %4s  %-9s  %-18s %12s %9s", "sample", "HTTP", "ends", "reason", "total", "time");
    for (var journey : journeys) {
      var order = journey.order();
      var total =
          order != null && order.hasNonNull("total")
              ? Console.money(order.get("total").asLong(), order.path("currency").asText())
              : "";
      Console.say(
          "%-26s %4d  %-9s  %-18s %12s %9s",
          journey.sample().name(),
          journey.answer().httpStatus(),
          order == null ? "-" : journey.status(),
          journey.reason(),
          total,
          order == null ? "" : journey.milliseconds() + " ms");
      Console.say("    %s", journey.path());
    }
  }
}
