package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the functions have said of metrics since the local cloud started. */
public record LocalMetrics(List<Series> series) {

  /**
   * One metric with one set of dimensions.
   *
   * @param last the value that came last
   * @param minutes in their order; those in which nothing was said are missing
   */
  public record Series(
      String namespace,
      String name,
      Map<String, String> dimensions,
      double sum,
      double max,
      double last,
      double p50,
      List<Minute> minutes) {

    static Series of(JsonNode json) {
      var dimensions = new TreeMap<String, String>();
      json.path("dimensions")
          .properties()
          .forEach(one -> dimensions.put(one.getKey(), one.getValue().asText()));
      return new Series(
          json.path("namespace").asText(),
          json.path("name").asText(),
          dimensions,
          json.path("sum").asDouble(),
          json.path("max").asDouble(),
          json.path("last").asDouble(),
          json.path("p50").asDouble(),
          json.path("minutes").valueStream().map(Minute::of).toList());
    }
  }

  /** How often something was said within a minute, and the sum of it. */
  public record Minute(Instant at, long count, double sum) {
    static Minute of(JsonNode json) {
      return new Minute(
          Instant.parse(json.path("at").asText()),
          json.path("count").asLong(),
          json.path("sum").asDouble());
    }
  }

  /**
   * Asks the local cloud.
   *
   * @param endpoint its AWS endpoint, such as {@code http://127.0.0.1:4566}
   * @throws CommandException if nobody answers
   */
  public static LocalMetrics ask(String endpoint) {
    return of(RunningCloud.get(endpoint, "/metrics"));
  }

  static LocalMetrics of(JsonNode answer) {
    return new LocalMetrics(answer.path("series").valueStream().map(Series::of).toList());
  }

  /** The metric of that name that has no dimension but the service. */
  public Optional<Series> find(String name) {
    return all(name).filter(one -> one.dimensions().containsKey("Service")).findFirst();
  }

  /** The sums of a metric by the values of a dimension, the largest first. */
  public List<Map.Entry<String, Long>> sums(String name, String dimension) {
    return all(name)
        .filter(one -> one.dimensions().containsKey(dimension))
        .map(one -> Map.entry(one.dimensions().getOrDefault(dimension, ""), Math.round(one.sum())))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .toList();
  }

  private Stream<Series> all(String name) {
    return series.stream().filter(one -> one.name().equals(name));
  }
}
