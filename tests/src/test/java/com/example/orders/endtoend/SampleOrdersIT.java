package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books;
import com.example.orders.cli.Project;
import com.example.orders.cli.SampleOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends every file of {@code events/orders} and waits until each order ended as it declares. */
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleOrdersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Target target;
  private final Map<String, Integer> httpStatuses = new LinkedHashMap<>();
  private List<SampleOrder> samples;
  private List<String> bookDifferences;
  private boolean cancelled;

  /** A deployed stack may have seen the files' order IDs, so each run has its own. */
  static List<SampleOrder> withFreshIds(List<SampleOrder> samples) {
    var fresh = new HashMap<String, String>();
    return samples.stream()
        .map(
            sample ->
                sample.withOrderId(
                    fresh.computeIfAbsent(sample.orderId(), _ -> UUID.randomUUID().toString())))
        .toList();
  }

  @BeforeAll
  void sendAll(Target target) throws InterruptedException {
    this.target = target;
    samples = withFreshIds(SampleOrder.readAll(Project.find().sampleOrders()));
    try (var books = Books.open(target.outputs(), target.endpoint())) {
      for (var sample : samples) {
        var answer = target.api().place(sample.customer(), sample.body().toString());
        httpStatuses.put(sample.name(), answer.httpStatus());
        if (sample.isCancelled()) {
          // A stack without a window charges at once.
          cancelled = target.api().cancelWhenStored(sample.customer(), sample.orderId(), PATIENCE);
        }
      }
      var accepted = samples.stream().filter(sample -> sample.httpStatus() == 202).toList();
      accepted.forEach(sample -> target.awaitTerminal(sample.customer(), sample.orderId()));
      bookDifferences =
          books.differences(
              accepted.stream()
                  .map(
                      sample ->
                          new Books.OrderKey(target.subject(sample.customer()), sample.orderId()))
                  .distinct()
                  .toList());
    }
  }

  static List<String> names() {
    return SampleOrder.readAll(Project.find().sampleOrders()).stream()
        .map(SampleOrder::name)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void endsAsItsFileDeclares(String name) {
    var sample = samples.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    assertThat(httpStatuses.get(name)).isEqualTo(sample.httpStatus());
    if (sample.isCancelled() && !cancelled) {
      assertThat(order(sample).path("status").asText()).isEqualTo("CONFIRMED");
    } else if (sample.status() != null) {
      var order = order(sample);
      assertThat(order.path("status").asText()).isEqualTo(sample.status());
      assertThat(order.path("reason").textValue()).isEqualTo(sample.reason());
      if (sample.total() != null) {
        assertThat(order.path("total").asLong()).isEqualTo(sample.total());
      }
      assertHistoryEndsIn(order, sample.status());
    }
  }

  @Test
  void recordsTheConflictOnTheOrderItContradicts() {
    var conflicting =
        samples.stream().filter(s -> s.kind().equals("conflict")).findFirst().orElseThrow();
    target.await(
        () -> assertThat(order(conflicting).path("conflicts").path("count").asInt()).isEqualTo(1));
  }

  @Test
  void stockAndMoneyAddUp() {
    assertThat(bookDifferences).isEmpty();
  }

  private JsonNode order(SampleOrder sample) {
    return target.api().find(sample.customer(), sample.orderId()).orElseThrow();
  }

  private static void assertHistoryEndsIn(JsonNode order, String status) {
    var history = order.path("history");
    assertThat(history.get(history.size() - 1).path("status").asText()).isEqualTo(status);
    for (var i = 1; i < history.size(); i++) {
      assertThat(history.get(i).path("at").asText())
          .isGreaterThanOrEqualTo(history.get(i - 1).path("at").asText());
    }
  }
}
