package com.example.orders.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Failures as text for a terminal: aligned, without colour, without anything that steers it. */
final class FailuresText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_ERROR = 60;

  private final Instant now;

  FailuresText(Instant now) {
    this.now = now;
  }

  /** One line for each entry, under a header. */
  List<String> table(List<JsonNode> failures) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("ID", "STATE", "CLASS", "SOURCE", "CUSTOMER", "ORDER", "REPLAYS", "AGE", "ERROR"));
    for (var failure : failures) {
      rows.add(
          List.of(
              text(failure, "failureId"),
              text(failure, "state"),
              text(failure, "class"),
              text(failure, "source"),
              text(failure, "customer"),
              text(failure, "orderId"),
              text(failure, "replays"),
              age(failure.path("lastSeen").asText()),
              cut(text(failure, "error"))));
    }
    return aligned(rows);
  }

  /** All of one entry. */
  List<String> whole(JsonNode failure) {
    var lines = new ArrayList<>(aligned(facts(failure)));
    if (failure.has("cause")) {
      lines.add("cause");
      lines.addAll(indented(pretty(failure.path("cause"))));
    }
    lines.add("payload, " + text(failure.path("payload"), "bytes") + " bytes as received");
    lines.addAll(indented(pretty(failure.at("/payload/shown"))));
    if (failure.has("editedPayload")) {
      lines.add("payload as edited, which a replay sends");
      lines.addAll(indented(pretty(failure.at("/editedPayload/shown"))));
    }
    lines.add("what was done");
    lines.addAll(indented(String.join("\n", audit(failure.path("audit")))));
    return lines;
  }

  private List<List<String>> facts(JsonNode failure) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("failure", text(failure, "failureId")));
    rows.add(List.of("state", text(failure, "state")));
    rows.add(List.of("class", text(failure, "class") + " (" + text(failure, "classRule") + ")"));
    rows.add(List.of("source", text(failure, "source")));
    rows.add(List.of("origin", text(failure, "origin")));
    rows.add(List.of("customer", text(failure, "customer")));
    rows.add(List.of("order", text(failure, "orderId")));
    rows.add(List.of("tried", text(failure, "attempts") + " times, " + replays(failure)));
    rows.add(
        List.of(
            "seen",
            "%s times, first %s ago, last %s ago"
                .formatted(
                    text(failure, "seenCount"),
                    age(failure.path("firstSeen").asText()),
                    age(failure.path("lastSeen").asText()))));
    rows.add(List.of("error", text(failure, "error")));
    return rows;
  }

  /** The payload that a replay sends, on lines of its own: to be saved, edited and handed back. */
  String payload(JsonNode failure) {
    var shown = failure.has("editedPayload") ? "/editedPayload/shown" : "/payload/shown";
    return pretty(failure.at(shown));
  }

  /** {@code 42s}, {@code 3m}, {@code 5h}, {@code 2d}. */
  String age(String instant) {
    if (instant.isEmpty()) {
      return "-";
    }
    var age = Duration.between(Instant.parse(instant), now);
    var seconds = Math.max(0, age.toSeconds());
    return seconds < 60
        ? seconds + "s"
        : seconds < 3600
            ? seconds / 60 + "m"
            : seconds < 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** What a client sent must not steer the terminal of whoever looks at it. */
  static String harmless(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cn}&&[^\\n]]", "?");
  }

  private List<String> audit(JsonNode audit) {
    var rows = new ArrayList<List<String>>();
    for (var one : audit) {
      var by = text(one, "by");
      rows.add(
          List.of(
              text(one, "at"),
              text(one, "action"),
              text(one, "result"),
              by.substring(by.lastIndexOf('/') + 1),
              text(one, "detail")));
    }
    return aligned(rows);
  }

  private static String replays(JsonNode failure) {
    var replays = failure.path("replays").asInt();
    return replays == 1 ? "1 replay" : replays + " replays";
  }

  private static String pretty(JsonNode node) {
    try {
      var tree = node.isTextual() ? JSON.readTree(node.textValue()) : node;
      return tree.isContainerNode()
          ? harmless(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree))
          : harmless(node.asText());
    } catch (JsonProcessingException e) {
      return harmless(node.asText());
    }
  }

  private static List<String> indented(String text) {
    return text.lines().map(line -> "  " + line).toList();
  }

  private static String text(JsonNode node, String name) {
    var text = node.path(name).asText().replace('\n', ' ');
    return text.isEmpty() ? "-" : harmless(text);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR - 3) + "...";
  }

  private static List<String> aligned(List<List<String>> rows) {
    var lines = new ArrayList<String>();
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < row.size(); i++) {
        var column = i;
        var width = rows.stream().mapToInt(one -> one.get(column).length()).max().orElse(0);
        line.append(String.format(Locale.ROOT, "%-" + Math.max(width, 1) + "s  ", row.get(i)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
