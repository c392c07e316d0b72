package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sample request, how it was answered, and what its order looked like when it had settled.
 *
 * @param order the order as its customer sees it, or null if there is none
 */
record OrderJourney(
    SampleOrder sample, Instant sentAt, OrdersApi.Answer answer, @Nullable JsonNode order) {
  private static final Set<String> TERMINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  boolean accepted() {
    return answer.httpStatus() == 202;
  }

  boolean settled() {
    return !accepted() || TERMINAL.contains(status());
  }

  String status() {
    return order == null ? "" : order.path("status").asText();
  }

  String reason() {
    return order == null ? "" : order.path("reason").asText("");
  }

  OrderJourney with(@Nullable JsonNode latest) {
    return new OrderJourney(sample, sentAt, answer, latest);
  }

  /** How this differs from what the sample file declares; empty if it does not. */
  List<String> differences() {
    var differences = new ArrayList<String>();
    compare(differences, "HTTP status", sample.httpStatus(), answer.httpStatus());
    if (sample.status() != null) {
      compare(differences, "status", sample.status(), status());
    }
    if (sample.reason() != null) {
      compare(differences, "reason", sample.reason(), reason());
    }
    if (sample.total() != null && order != null) {
      compare(differences, "total", sample.total(), order.path("total").asLong());
    }
    if (sample.kind().equals("conflict") && (order == null || !order.has("conflicts"))) {
      differences.add(sample.name() + ": no conflict is recorded on the order");
    }
    return differences;
  }

  private void compare(List<String> differences, String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      differences.add(
          "%s: %s should be %s, but is %s".formatted(sample.name(), what, expected, actual));
    }
  }

  /** {@code ACCEPTED > +812 ms INVENTORY_RESERVED > …}: the statuses with the time between them. */
  String path() {
    if (order == null) {
      return answer.body().path("title").asText("")
          + ": "
          + answer.body().path("detail").asText("");
    }
    var steps = new ArrayList<String>();
    Instant before = null;
    for (var entry : order.path("history")) {
      var at = Instant.parse(entry.path("at").asText());
      var since = before == null ? "" : "+" + Duration.between(before, at).toMillis() + " ms ";
      steps.add(since + entry.path("status").asText());
      before = at;
    }
    return String.join(" > ", steps);
  }

  long milliseconds() {
    if (order == null || order.path("history").isEmpty()) {
      return 0;
    }
    var history = order.path("history");
    var last = Instant.parse(history.get(history.size() - 1).path("at").asText());
    return Math.max(0, Duration.between(sentAt, last).toMillis());
  }

  ObjectNode toJson(ObjectMapper json) {
    var node = json.createObjectNode();
    node.put("sample", sample.name());
    node.put("orderId", sample.orderId());
    node.put("customer", sample.customer());
    node.put("kind", sample.kind());
    node.put("httpStatus", answer.httpStatus());
    if (order != null) {
      node.put("status", status());
      node.put("reason", order.path("reason").textValue());
      node.set("total", order.path("total").isMissingNode() ? json.nullNode() : order.get("total"));
      node.set("history", order.path("history"));
      node.put("milliseconds", milliseconds());
    } else {
      node.set("problem", answer.body());
    }
    return node;
  }
}
