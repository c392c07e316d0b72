package com.example.orders.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The part of CloudWatch Logs Insights' language that the saved queries use (CloudWatch Logs guide,
 * "CloudWatch Logs Insights language query syntax"): fields, filter with = and ispresent, stats
 * with count, sum and max, sort, limit. Other words are refused. Of a line that is JSON the members
 * are fields; {@code @timestamp} is the line's place.
 */
final class LogsInsights {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern EQUAL = Pattern.compile("([@\\w.]+) = \"([^\"]*)\"");
  private static final Pattern PRESENT = Pattern.compile("ispresent\\(([@\\w.]+)\\)");
  private static final Pattern STATISTIC =
      Pattern.compile("(count|sum|max)\\(([*\\w.]+)\\) as (\\w+)");

  private List<Map<String, String>> rows = new ArrayList<>();
  private List<String> shown = List.of();

  private LogsInsights(List<String> lines) {
    for (var line : lines) {
      if (line.startsWith("{")) {
        rows.add(row(line));
      }
    }
  }

  /**
   * Runs a query over log lines, the oldest first.
   *
   * @throws IllegalArgumentException if it has a word that is not known here
   */
  static List<Map<String, String>> run(String query, List<String> lines) {
    var insights = new LogsInsights(lines);
    for (var command : query.replace("\n", " ").split("\\|")) {
      insights.apply(command.strip());
    }
    return insights.shownRows();
  }

  private Map<String, String> row(String line) {
    var row = new LinkedHashMap<String, String>();
    row.put("@timestamp", String.valueOf(rows.size()));
    try {
      for (var member : JSON.readTree(line).properties()) {
        if (member.getValue().isValueNode()) {
          row.put(member.getKey(), member.getValue().asText());
        }
      }
    } catch (JsonProcessingException e) {
      row.put("@message", line);
    }
    return row;
  }

  private void apply(String command) {
    var words = command.split(" ", 2);
    switch (words[0]) {
      case "fields" -> shown = List.of(words[1].split(",\\s*"));
      case "filter" -> rows = rows.stream().filter(either(words[1])).toList();
      case "stats" -> rows = grouped(words[1]);
      case "sort" -> rows = rows.stream().sorted(order(words[1])).toList();
      case "limit" -> rows = rows.stream().limit(Long.parseLong(words[1])).toList();
      default -> throw new IllegalArgumentException("no command of a query: " + command);
    }
  }

  private static Predicate<Map<String, String>> either(String condition) {
    return Arrays.stream(condition.split(" or "))
        .map(LogsInsights::all)
        .reduce(Predicate::or)
        .orElseThrow();
  }

  private static Predicate<Map<String, String>> all(String conditions) {
    return Arrays.stream(conditions.split(" and "))
        .map(LogsInsights::single)
        .reduce(Predicate::and)
        .orElseThrow();
  }

  private static Predicate<Map<String, String>> single(String condition) {
    var equal = EQUAL.matcher(condition);
    var present = PRESENT.matcher(condition);
    if (equal.matches()) {
      return row -> equal.group(2).equals(row.get(equal.group(1)));
    }
    if (present.matches()) {
      return row -> row.containsKey(present.group(1));
    }
    throw new IllegalArgumentException("no condition of a query: " + condition);
  }

  private List<Map<String, String>> grouped(String text) {
    var parts = text.split(" by ");
    var statistics = Arrays.stream(parts[0].split(",\\s*")).map(LogsInsights::statistic).toList();
    shown = List.of();
    var groups = new LinkedHashMap<String, List<Map<String, String>>>();
    for (var row : rows) {
      var value = row.get(parts[1]);
      if (value != null) {
        groups.computeIfAbsent(value, _ -> new ArrayList<>()).add(row);
      }
    }
    var summaries = new ArrayList<Map<String, String>>();
    groups.forEach(
        (value, group) -> {
          var summary = new LinkedHashMap<>(Map.of(parts[1], value));
          statistics.forEach(one -> summary.put(one.group(3), calculated(one, group)));
          summaries.add(summary);
        });
    return summaries;
  }

  private static MatchResult statistic(String text) {
    var statistic = STATISTIC.matcher(text);
    if (!statistic.matches()) {
      throw new IllegalArgumentException("no statistic of a query: " + text);
    }
    return statistic.toMatchResult();
  }

  private static String calculated(MatchResult statistic, List<Map<String, String>> group) {
    var numbers =
        group.stream()
            .map(row -> row.get(statistic.group(2)))
            .filter(Objects::nonNull)
            .mapToDouble(Double::parseDouble)
            .summaryStatistics();
    return switch (statistic.group(1)) {
      case "count" -> String.valueOf(group.size());
      case "sum" -> String.valueOf(numbers.getSum());
      default -> String.valueOf(numbers.getMax());
    };
  }

  /** As numbers: whatever the queries sort by is one. */
  private static Comparator<Map<String, String>> order(String text) {
    var words = text.split(" ");
    Comparator<Map<String, String>> ascending =
        Comparator.comparingDouble(row -> Double.parseDouble(row.getOrDefault(words[0], "-1")));
    return switch (words[1]) {
      case "asc" -> ascending;
      case "desc" -> ascending.reversed();
      default -> throw new IllegalArgumentException("no order of a query: " + text);
    };
  }

  private List<Map<String, String>> shownRows() {
    return shown.isEmpty()
        ? rows
        : rows.stream()
            .map(
                row -> {
                  var part = new LinkedHashMap<>(row);
                  part.keySet().retainAll(shown);
                  return (Map<String, String>) part;
                })
            .toList();
  }
}
