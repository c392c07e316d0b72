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
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
      assertThat(ages(cloud)).isSorted().allMatch(age -> age >= 0);
      everyFieldOfAQueryIsLogged();
    }
  }

  private static List<Double> ages(LocalCloud cloud) {
    var metrics = LocalMetrics.ask(cloud.endpointUrl().toString());
    return List.of("AgeAtReserved", "AgeAtCharging", "AgeAtCharged", "AgeAtEnd").stream()
        .map(name -> metrics.find(name).orElseThrow().max())
        .toList();
  }

  private static long sum(LocalCloud cloud, String metric) {
    return LocalMetrics.ask(cloud.endpointUrl().toString())
        .find(metric)
        .map(series -> Math.round(series.sum()))
        .orElse(-1L);
  }

  /** What a query names is in some line, but for what CloudWatch adds itself. */
  private void everyFieldOfAQueryIsLogged() throws IOException {
    var template =
        Files.readString(PROJECT.root().resolve("extensions").resolve("operations/template.yaml"));
    var fields =
        Pattern.compile(
                "(?m)^ +fields (.+)$|ispresent\\((\\w+)\\)|\\bby (\\w+)$|^ +\\| sort (\\w+)")
            .matcher(template)
            .results()
            .flatMap(
                found ->
                    IntStream.rangeClosed(1, 4)
                        .mapToObj(found::group)
                        .filter(Objects::nonNull)
                        .flatMap(names -> List.of(names.split(", ")).stream()))
            .filter(field -> !field.startsWith("@") && !template.contains(" as " + field))
            .distinct()
            .toList();
    assertThat(fields).contains("orderId", "customer", "Reason", "AgeAtEnd", "xray_trace_id");
    assertThat(fields)
        .allSatisfy(
            field ->
                assertThat(lines).as(field).anyMatch(line -> line.contains("\"" + field + "\":")));
  }

  private static List<SampleOrder> place(LocalCloud cloud) {
    var url = cloud.apiUrl().toString();
    var api = new OrdersApi(url, customer -> OrdersApi.localToken(url, customer));
    var samples = SampleOrder.readAll(PROJECT.sampleOrders());
    for (var sample : samples) {
      api.place(sample.customer(), sample.body().toString());
      if (sample.isCancelled()) {
        var customer = Objects.requireNonNull(sample.customer());
        await()
            .atMost(PATIENCE)
            .until(() -> api.cancel(customer, sample.orderId()).httpStatus() != 404);
      }
    }
    return samples;
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
