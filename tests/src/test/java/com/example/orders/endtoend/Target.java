package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import localcloud.cloud.LocalCloud;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * The application under test: the local cloud, or a deployed stack if the system property {@code
 * orderly.stack} names one.
 *
 * @param endpoint the local AWS endpoint, or null for AWS itself
 * @param local the local cloud; empty for a deployed stack
 * @param logs what the functions of the local cloud have said so far
 */
record Target(
    OrdersApi api,
    StackOutputs outputs,
    String endpoint,
    Optional<LocalCloud> local,
    FunctionLogs logs) {
  private static final Set<String> TERMINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  /** The order once its status is terminal. */
  JsonNode awaitTerminal(String customer, String orderId) {
    return Awaitility.await("order " + orderId + " to end")
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> api.find(customer, orderId),
            order -> order.filter(Target::isTerminal).isPresent())
        .orElseThrow();
  }

  /** Until the order shows that so many contradictions of it came. */
  void awaitConflicts(String customer, String orderId, int count) {
    await(
        () -> {
          var order = api.find(customer, orderId).orElseThrow();
          assertThat(order.at("/conflicts/count").asInt()).isEqualTo(count);
        });
  }

  private static boolean isTerminal(JsonNode order) {
    return TERMINAL.contains(order.path("status").asText());
  }

  void await(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

  /** The customer's key in the tables: the subject of their token. */
  String subject(String customer) {
    var payload = api.tokens().apply(customer).split("\\.")[1];
    try {
      return new ObjectMapper()
          .readTree(Base64.getUrlDecoder().decode(payload))
          .path("sub")
          .asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LocalCloud requireLocal() {
    Assertions.assertThat(local).as("this test needs the local cloud").isPresent();
    return local.orElseThrow();
  }
}
