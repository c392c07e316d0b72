package com.example.orders.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each saved query finds in the functions' lines what its name says. */
class QueriesTest {
  private static final List<String> LINES =
      List.of(
          "START RequestId: 1",
          log("o-1", "AcceptOrders", "Stored as ACCEPTED"),
          log("o-2", "AcceptOrders", "Stored as ACCEPTED"),
          "{\"_aws\":{},\"Reason\":\"OUT_OF_STOCK\",\"OrdersRejected\":1.0}",
          "{\"_aws\":{},\"Service\":\"orders\",\"OrdersRejected\":3.0}",
          "{\"_aws\":{},\"Reason\":\"EXPIRED\",\"OrdersRejected\":1.0}",
          "{\"_aws\":{},\"Reason\":\"EXPIRED\",\"OrdersRejected\":1.0}",
          log("o-1", "ChargePayment", "Charged"),
          measured("o-1", "acme", 2.5),
          measured("o-2", "zoe", 20.25),
          measured("o-3", "acme", 9),
          "{\"_aws\":{},\"Service\":\"orders\",\"OrdersInTime\":0.0}",
          "{broken");

  @Test
  void oneOrdersStory() {
    var story = LogsInsights.run(query("One order's story").replace("ORDER", "o-1"), LINES);

    assertThat(story)
        .extracting(row -> row.getOrDefault("message", row.getOrDefault("status", "")))
        .containsExactly("Stored as ACCEPTED", "Charged", "CONFIRMED");
    assertThat(story.getFirst()).containsEntry("function_name", "AcceptOrders");
  }

  @Test
  void slowestOrders() {
    assertThat(LogsInsights.run(query("Slowest orders"), LINES))
        .extracting(row -> row.get("orderId"))
        .containsExactly("o-2", "o-3", "o-1");
  }

  @Test
  void failuresByReason() {
    assertThat(LogsInsights.run(query("Failures by reason"), LINES))
        .containsExactly(
            Map.of("Reason", "EXPIRED", "orders", "2.0"),
            Map.of("Reason", "OUT_OF_STOCK", "orders", "1.0"));
  }

  @Test
  void topCustomers() {
    assertThat(LogsInsights.run(query("Top customers"), LINES))
        .containsExactly(
            Map.of("customer", "acme", "orders", "2", "slowest", "9.0"),
            Map.of("customer", "zoe", "orders", "1", "slowest", "20.25"));
  }

  @Test
  void thereAreNoOthers() {
    assertThat(SavedQueries.all().keySet())
        .containsExactly(
            "Failures by reason", "One order's story", "Slowest orders", "Top customers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"parse @message", "filter a like b", "stats avg(a) as b by c", "sort AgeAtEnd up"})
  void whatIsNotKnownIsRefused(String query) {
    assertThatThrownBy(() -> LogsInsights.run(query, LINES))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A new reason is one that a customer gives cause for, or it rings TechnicalRejectionsAlarm. */
  @Test
  void everyReasonIsOfBusinessOrOfTechnique() throws Exception {
    var root = Project.find().root();
    var workflow = Files.readString(root.resolve("statemachines/order-workflow.asl.yaml"));
    var template = Files.readString(WriteDashboard.template(root));
    var reasons = new TreeSet<>(found(workflow, "(?m)\\breason: ([A-Z_]+)$"));
    // Of a cancellation; of an order without a workflow; of an undo without any.
    reasons.remove("CUSTOMER_CANCELLED");
    reasons.addAll(Set.of("INVALID_ORDER", "UNKNOWN"));
    var technical = found(template, "Name: Reason, Value: ([A-Z_]+)");
    var business =
        Set.of(
            "CURRENCY_MISMATCH",
            "EXPIRED",
            "INVALID_ORDER",
            "OUT_OF_STOCK",
            "PAYMENT_DECLINED",
            "SHIPMENT_REFUSED",
            "UNKNOWN_SKU");

    assertThat(technical).hasSize(3).doesNotContainAnyElementsOf(business);
    assertThat(reasons)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(technical, business).flatMap(Set::stream).toList());
    assertThat(Layers.REASONS).containsExactlyInAnyOrderElementsOf(reasons);
  }

  private static Set<String> found(String text, String pattern) {
    var found = new TreeSet<String>();
    Pattern.compile(pattern).matcher(text).results().forEach(one -> found.add(one.group(1)));
    return found;
  }

  private static String query(String name) {
    return SavedQueries.all().getOrDefault(name, "");
  }

  private static String log(String order, String function, String message) {
    return "{\"message\":\"%s\",\"function_name\":\"%s\",\"correlation_id\":\"%s\"}"
        .formatted(message, function, order);
  }

  private static String measured(String order, String customer, double age) {
    return "{\"_aws\":{},\"orderId\":\"%s\",\"customer\":\"%s\",\"status\":\"CONFIRMED\",\"AgeAtEnd\":%s}"
        .formatted(order, customer, age);
  }
}
