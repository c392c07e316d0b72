package com.example.orders.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.LocalMetrics;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.SampleOrder;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;

/** The sample orders, of every fate, with this extension beside the core. */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(180)
class OrdersAreMeasuredIT {
  private static final Project PROJECT = Project.find();
  private static final String CORE = "local";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void everyOrderThatEndsIsMeasuredOnce() throws Exception {
    try (var cloud = LocalCloud.start(settings())) {
      seed(cloud);
      var samples = place(cloud);
      runs(cloud, "SweepOrdersFunctionEveryMinute");
      runs(cloud, CORE + "-operations-MeasureOrdersFunctionEveryMinute");

      var byStatus =
          samples.stream()
              .filter(sample -> sample.status() != null)
              .collect(
                  Collectors.groupingBy(
                      SampleOrder::status,
                      Collectors.mapping(SampleOrder::orderId, Collectors.toSet())));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(sum(cloud, "OrdersConfirmed"))
                    .isEqualTo(byStatus.get("CONFIRMED").size());
                assertThat(sum(cloud, "OrdersCancelled"))
                    .isEqualTo(byStatus.get("CANCELLED").size());
                assertThat(sum(cloud, "OrdersInTime"))
                    .isEqualTo(byStatus.values().stream().mapToInt(ids -> ids.size()).sum());
              });
      assertThat(sum(cloud, "OrdersRejected")).isEqualTo(byStatus.get("REJECTED").size());
      assertThat(sum(cloud, "OrdersLate")).isZero();
      assertThat(sum(cloud, "OrdersOverdue")).isZero();
      // The oldest at one step need not reach the next, but every order ends.
      var ages = ages(cloud);
      assertThat(ages).allMatch(age -> age >= 0 && age <= ages.getLast());
      theQueriesFind(
          byStatus.get("CONFIRMED"), byStatus.values().stream().mapToInt(Set::size).sum());
      await().atMost(PATIENCE).untilAsserted(() -> theDashboardShows(cloud));
    }
  }

  private static List<Double> ages(LocalCloud cloud) {
    var metrics = LocalMetrics.ask(cloud.endpointUrl().toString());
    return List.of("AgeAtReserved", "AgeAtCharging", "AgeAtCharged", "AgeAtEnd").stream()
        .map(name -> metrics.find(name).orElseThrow().max())
        .toList();
  }

  /** But for what only a fault brings about. */
  private static void theDashboardShows(LocalCloud cloud) {
    var endpoint = cloud.endpointUrl().toString();
    var said = LocalMetrics.ask(endpoint).series();
    var silent =
        Dashboard.of(Layers.all()).widgets().stream()
            .map(Dashboard.Placed::widget)
            .filter(Widget.Graph.class::isInstance)
            .flatMap(graph -> ((Widget.Graph) graph).series().stream())
            .filter(Series.Metric.class::isInstance)
            .map(Series.Metric.class::cast)
            .filter(Series.Metric::isOwn)
            .filter(
                metric ->
                    said.stream()
                        .noneMatch(
                            one ->
                                one.name().equals(metric.name())
                                    && one.dimensions().equals(metric.dimensions())))
            .map(metric -> metric.name() + " " + metric.dimensions().values())
            .toList();
    assertThat(silent)
        .isSubsetOf(
            "OrdersRejected [UNEXPECTED_STATUS]",
            "OrdersRejected [UNDONE_BY_OPERATOR]",
            "OrdersRejected [UNKNOWN]");
  }

  private static long sum(LocalCloud cloud, String metric) {
    return LocalMetrics.ask(cloud.endpointUrl().toString())
        .find(metric)
        .map(series -> Math.round(series.sum()))
        .orElse(-1L);
  }

  /** What the queries and the insight rule name is in the lines, and each query finds something. */
  private void theQueriesFind(Set<String> confirmed, int ended) {
    assertThat(SavedQueries.fields()).contains("orderId", "customer", "Reason", "xray_trace_id");
    for (var field : SavedQueries.fields()) {
      assertThat(lines).as(field).anyMatch(line -> line.contains("\"" + field + "\":"));
    }
    var order = confirmed.iterator().next();
    var story = SavedQueries.all().get("One order's story").replace("ORDER", order);
    assertThat(
            LogsInsights.run(story, lines).stream()
                .map(row -> row.get("function_name"))
                .filter(Objects::nonNull)
                .distinct())
        .as("functions that worked on one order")
        .hasSizeGreaterThan(2);
    assertThat(LogsInsights.run(SavedQueries.all().get("Slowest orders"), lines))
        .hasSize(Math.min(25, ended));
    assertThat(LogsInsights.run(SavedQueries.all().get("Failures by reason"), lines)).isNotEmpty();
    assertThat(LogsInsights.run(SavedQueries.all().get("Top customers"), lines)).isNotEmpty();
  }

  private static List<SampleOrder> place(LocalCloud cloud) throws InterruptedException {
    var url = cloud.apiUrl().toString();
    var api = new OrdersApi(url, customer -> OrdersApi.localToken(url, customer));
    var samples = SampleOrder.readAll(PROJECT.sampleOrders());
    for (var sample : samples) {
      api.place(sample.customer(), sample.body().toString());
      if (sample.kind().equals("duplicate")) {
        api.place(sample.customer(), inOtherWords(sample.body()));
      }
      if (sample.isCancelled()) {
        var customer = Objects.requireNonNull(sample.customer());
        api.cancelWhenStored(customer, sample.orderId(), PATIENCE);
      }
    }
    return samples;
  }

  /** The same order, whose message SQS does not know for the same. */
  private static String inOtherWords(JsonNode body) {
    var members = new ArrayList<>(body.properties());
    var reversed = JsonNodeFactory.instance.objectNode();
    members.reversed().forEach(member -> reversed.set(member.getKey(), member.getValue()));
    return reversed.toString();
  }

  private static void runs(LocalCloud cloud, String schedule) throws Exception {
    var uri = cloud.endpointUrl().resolve("/_local/schedules/" + schedule + "/run");
    var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
    try (var http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(204);
    }
  }

  private LocalCloudSettings settings() {
    var settings =
        LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
            .withStack(CORE, "us-east-1")
            .withParameters(Map.of("CancelWindowSeconds", "5"))
            .withLogs((function, environment, line) -> lines.add(line));
    for (var stack : Extensions.of(PROJECT).chosen("operations").stacksBeside(CORE)) {
      settings = settings.withStackBeside(stack);
    }
    return settings;
  }

  private static void seed(LocalCloud cloud) {
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(CORE, endpoint), endpoint);
  }
}
