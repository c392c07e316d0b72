package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShowMetricsTest {
  @Test
  void countsAgesAndWhatWaitsAreALineEach() {
    assertThat(
            lines(
                series("OrdersAccepted", "Service", "orders", 41, 1),
                series("OrdersConfirmed", "Service", "orders", 30, 1),
                series("OrdersRejected", "Service", "orders", 9, 1),
                series("OrdersRejected", "Reason", "OUT_OF_STOCK", 3, 1),
                series("OrdersRejected", "Reason", "PAYMENT_DECLINED", 6, 1),
                series("AgeAtEnd", "Service", "orders", 100, 2.14),
                series("OpenPoisonFailures", "Service", "orders", 7, 1),
                series("OldestPoisonAge", "Service", "orders", 7, 12),
                series("OpenUnknownFailures", "Service", "orders", 7, 0)))
        .containsExactly(
            "orders    accepted 41  confirmed 30  rejected 9 (PAYMENT_DECLINED 6, OUT_OF_STOCK 3)",
            "age in s  end 2.1 (max 6.0)",
            "open      unknown 0  poison 1 (oldest 12 s)");
  }

  @Test
  void nothingYetIsSaidSo() {
    assertThat(lines()).containsExactly("No metric yet: place an order first.");
  }

  @Test
  void whereNobodyAnswersTheCommandSaysHowToStartOne() {
    assertThatThrownBy(() -> LocalMetrics.ask("http://127.0.0.1:1"))
        .isInstanceOf(CommandException.class)
        .hasMessage("No local cloud answers at http://127.0.0.1:1. Start one with: make run");
  }

  private static String series(String name, String key, String value, int sum, double last) {
    return """
        {"namespace":"N","name":"%s","dimensions":{"%s":"%s"},"sum":%d,"max":6,"last":%s,"p50":%s}"""
        .formatted(name, key, value, sum, last, last);
  }

  private static List<String> lines(String... series) {
    var text = Arrays.stream(series).collect(Collectors.joining(",", "{\"series\":[", "]}"));
    try {
      return new ShowMetrics(LocalMetrics.of(new ObjectMapper().readTree(text))).lines();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
