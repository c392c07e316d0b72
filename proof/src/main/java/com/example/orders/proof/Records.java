package com.example.orders.proof;

import com.example.orders.proof.Observations.Event;
import com.example.orders.proof.Observations.InboxEntry;
import com.example.orders.proof.Observations.Notification;
import com.example.orders.proof.Observations.Payment;
import com.example.orders.proof.Observations.Shelves;
import com.example.orders.proof.Observations.Shipment;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what every part of the application has on record. */
final class Records {
  private static final List<String> FAILED = List.of("FAILED", "TIMED_OUT", "ABORTED");

  private final Stack stack;
  private final Catalogue catalogue;

  Records(Stack stack, Catalogue catalogue) {
    this.stack = stack;
    this.catalogue = catalogue;
  }

  /** Of a run in which no operator undid an order. */
  Observations observe(List<ClientOrder> clients, List<Event> events) {
    return observe(clients, events, Set.of());
  }

  Observations observe(List<ClientOrder> clients, List<Event> events, Set<OrderRef> givenUp) {
    return new Observations(
        clients,
        rows(),
        payments(),
        shipments(),
        new Shelves(catalogue.prices(), catalogue.stock(), stock()),
        notifications(),
        events,
        inbox(),
        failedExecutions(),
        givenUp,
        Queues.depths(stack),
        openBreakers());
  }

  private List<String> openBreakers() {
    return stack.has("BreakersTable")
        ? stack.scan("BreakersTable").stream()
            .filter(item -> !text(item, "state").equals("CLOSED"))
            .map(item -> text(item, "dependency") + ", " + text(item, "state") + ",")
            .toList()
        : List.of();
  }

  List<Row> rows() {
    return stack.scan("OrdersTable").stream().map(Records::row).toList();
  }

  private static Row row(JsonNode item) {
    var history = new ArrayList<String>();
    item.at("/history/L").forEach(entry -> history.add(entry.at("/M/status/S").asText()));
    var quantities = new HashMap<String, Integer>();
    for (var line : item.at("/lines/L")) {
      quantities.merge(
          line.at("/M/sku/S").asText(), line.at("/M/quantity/N").asInt(), Integer::sum);
    }
    return new Row(
        new OrderRef(text(item, "customer"), text(item, "orderId")),
        text(item, "status"),
        number(item, "version"),
        history,
        quantities,
        text(item, "currency"),
        item.has("total") ? (Long) item.at("/total/N").asLong() : null,
        item.has("reason") ? text(item, "reason") : null,
        item.at("/stockHeld/BOOL").asBoolean(),
        number(item, "conflictCount"),
        item.at("/test/BOOL").asBoolean(),
        kept(item));
  }

  private static @Nullable Duration kept(JsonNode item) {
    var acceptedAt = Instant.parse(text(item, "acceptedAt")).truncatedTo(ChronoUnit.SECONDS);
    return item.has("removeAt")
        ? Duration.between(acceptedAt, Instant.ofEpochSecond(item.at("/removeAt/N").asLong()))
        : null;
  }

  private List<Payment> payments() {
    return stack.scan("LedgerTable").stream()
        .map(
            item ->
                new Payment(
                    OrderRef.of(text(item, "paymentKey")),
                    number(item, "charges"),
                    number(item, "refunds"),
                    item.at("/amount/N").asLong()))
        .toList();
  }

  private List<Shipment> shipments() {
    return stack.scan("ShipmentsTable").stream()
        .map(item -> new Shipment(OrderRef.of(text(item, "shipmentKey")), number(item, "parcels")))
        .toList();
  }

  private Map<String, Long> stock() {
    var stock = new HashMap<String, Long>();
    stack
        .scan("ProductsTable")
        .forEach(item -> stock.put(text(item, "sku"), item.at("/stock/N").asLong()));
    return stock;
  }

  private @Nullable List<Notification> notifications() {
    return stack.has("NotificationsTable")
        ? stack.scan("NotificationsTable").stream().map(Records::notification).toList()
        : null;
  }

  /** The key is {@code <customer>#<orderId>#<detail type>}. */
  private static Notification notification(JsonNode item) {
    var key = text(item, "notificationKey");
    var end = key.lastIndexOf('#');
    return new Notification(
        OrderRef.of(key.substring(0, end)), key.substring(end + 1), number(item, "deliveries"));
  }

  /** The entries of the failures inbox; none where the application has no inbox. */
  List<InboxEntry> inbox() {
    return stack.has("FailuresTable")
        ? stack.scan("FailuresTable").stream()
            .filter(item -> text(item, "part").equals("entry"))
            .map(Records::entry)
            .toList()
        : List.of();
  }

  private static InboxEntry entry(JsonNode item) {
    var ref =
        item.has("orderId") ? new OrderRef(text(item, "customer"), text(item, "orderId")) : null;
    return new InboxEntry(text(item, "failureId"), text(item, "state"), ref, text(item, "source"));
  }

  List<OrderRef> failedExecutions() {
    var failed = new HashSet<OrderRef>();
    for (var status : FAILED) {
      for (var execution : executions(status)) {
        var arn = execution.path("executionArn").asText();
        var described = stack.states("DescribeExecution", stack.request().put("executionArn", arn));
        var input = stack.parse(described.path("input").asText());
        failed.add(new OrderRef(input.path("customer").asText(), input.path("orderId").asText()));
      }
    }
    return List.copyOf(failed);
  }

  int runningExecutions() {
    return executions("RUNNING").size();
  }

  private List<JsonNode> executions(String status) {
    var found = new ArrayList<JsonNode>();
    var request =
        stack
            .request()
            .put("stateMachineArn", stack.ref("OrderWorkflow"))
            .put("statusFilter", status)
            .put("maxResults", 1000);
    JsonNode page;
    do {
      page = stack.states("ListExecutions", request);
      page.path("executions").forEach(found::add);
      request.set("nextToken", page.path("nextToken"));
    } while (page.hasNonNull("nextToken"));
    return found;
  }

  private static String text(JsonNode item, String name) {
    return item.path(name).path("S").asText();
  }

  private static int number(JsonNode item, String name) {
    return item.path(name).path("N").asInt();
  }
}
