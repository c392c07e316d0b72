package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import localcloud.observe.CallCount;
import localcloud.observe.CallCounter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an order costs in AWS calls and write units, counted at the one AWS endpoint; the page's
 * table is compared with it.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
class CallCountsIT {
  private static final Predicate<CallCount> ACCEPT =
      call ->
          call.principal().contains("AcceptOrdersFunctionRole") && !call.service().equals("sqs");

  private static final Predicate<CallCount> NOTIFY =
      call -> call.principal().contains("NotifyCustomerFunctionRole");

  @Test
  void acceptOrdersMakesTwoCallsForANewOrder(Target target) throws IOException {
    var page = Files.readString(Project.find().root().resolve("docs/architecture.md"));
    for (var lines : new int[] {1, 2, 25}) {
      var counted = settle(target, orderOf(lines));
      assertThat(operations(counted, ACCEPT))
          .isEqualTo(Map.of("PutItem", 1L, "StartExecution", 1L));
      assertThat(page)
          .contains(
              row(
                  "a new order of %d line%s".formatted(lines, lines == 1 ? "" : "s"),
                  counted,
                  ACCEPT));
    }
  }

  @Test
  void aDuplicateCostsNoMoreThanThePutThatFindsIt(Target target) throws IOException {
    var order = Orders.good();
    settle(target, order);
    var calls = target.requireLocal().calls();
    calls.reset();
    // Another order of the fields is the same order to accept-orders and another message to the
    // queue, which would swallow the same text.
    var sameOrder = order.objectNode().set("lines", order.get("lines"));
    target.api().place("counted", ((ObjectNode) sameOrder).setAll(order).toString());
    target.await(() -> assertThat(calls.calls(ACCEPT)).isEqualTo(1));
    assertThat(operations(calls, ACCEPT)).isEqualTo(Map.of("PutItem", 1L));
    assertThat(Files.readString(Project.find().root().resolve("docs/architecture.md")))
        .contains(row("a duplicate", calls, ACCEPT));
  }

  @Test
  void theHappyPathOfTwoLines(Target target) throws IOException {
    var counted = settle(target, orderOf(2));
    Predicate<CallCount> ours = CallCountsIT::isOfTheApplication;
    assertThat(Files.readString(Project.find().root().resolve("docs/architecture.md")))
        .contains(row("the whole happy path, 2 lines, customer notified", counted, ours));
  }

  /** What {@code make costs} multiplies by prices. */
  @Test
  void theCountsOfTheCostsAreMeasured(Target target) throws IOException {
    var counted = settle(target, orderOf(2));
    Predicate<CallCount> ours = CallCountsIT::isOfTheApplication;
    var file = Project.find().root().resolve("docs/costs/counts.json");
    var measured = new TreeMap<String, Object>();
    measured.put("writeUnits", counted.writeUnits(ours));
    measured.put("readUnits", sum(counted, ours, CallCount::readUnits));
    measured.put("fifoSends", sends(counted, true));
    measured.put("standardSends", sends(counted, false));
    measured.put("customEvents", sum(counted, ours.and(named("PutEvents")), CallCount::calls));
    measured.put(
        "invocationsByCall",
        sum(counted, ours.and(call -> call.service().equals("lambda")), CallCount::calls));

    var stated = new ObjectMapper().readTree(file.toFile()).path("measured");
    assertThat(measured)
        .allSatisfy(
            (name, value) ->
                assertThat(stated.path(name).asDouble())
                    .as(name)
                    .isEqualTo(((Number) value).doubleValue()));
    assertThat(stated.propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(withNote(measured.keySet()));
  }

  private static List<String> withNote(Set<String> names) {
    var all = new ArrayList<>(names);
    all.add("note");
    return all;
  }

  private static Predicate<CallCount> named(String operation) {
    return call -> call.operation().equals(operation);
  }

  /** Only the API sends to a FIFO queue. */
  private static double sends(CallCounter calls, boolean fifo) {
    return sum(
        calls,
        named("SendMessage").and(call -> call.principal().contains("ApiRole") == fifo),
        CallCount::calls);
  }

  private static double sum(
      CallCounter calls, Predicate<CallCount> which, ToDoubleFunction<CallCount> of) {
    return calls.counts().stream().filter(which).mapToDouble(of).sum();
  }

  /**
   * Everything that the order itself causes: not the pollers' SQS calls, whose number depends on
   * how often a queue is empty, not what runs by schedule, and not the reads of the client that
   * waits.
   */
  private static boolean isOfTheApplication(CallCount call) {
    var polling =
        call.operation().equals("ReceiveMessage") || call.operation().startsWith("DeleteMessage");
    var reading = call.principal().contains("ApiRole") && call.service().equals("dynamodb");
    var scheduled = call.principal().matches(".*(SweepOrders|ReplayFailures)FunctionRole.*");
    return !polling && !reading && !scheduled && !call.principal().endsWith(":root");
  }

  private static String row(String what, CallCounter calls, Predicate<CallCount> which) {
    return String.format(
        Locale.ROOT, "| %s | %d | %.0f |", what, calls.calls(which), calls.writeUnits(which));
  }

  private static CallCounter settle(Target target, ObjectNode order) {
    var calls = target.requireLocal().calls();
    awaitQuiet(calls);
    calls.reset();
    target.api().place("counted", order.toString());
    target.awaitTerminal("counted", Orders.id(order));
    // The last call of all: the customer has been notified, and the bus has the event of it.
    target.await(() -> assertThat(operations(calls, NOTIFY)).containsKey("PutEvents"));
    return calls;
  }

  /** The orders of earlier tests have all ended when no call is counted for a while. */
  private static void awaitQuiet(CallCounter calls) {
    var seen = new AtomicLong(-1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              var now = calls.calls(CallCountsIT::isOfTheApplication);
              return seen.getAndSet(now) == now;
            });
  }

  private static Map<String, Long> operations(CallCounter calls, Predicate<CallCount> which) {
    var operations = new TreeMap<String, Long>();
    calls.counts().stream()
        .filter(which)
        .forEach(call -> operations.merge(call.operation(), call.calls(), Long::sum));
    return operations;
  }

  private static ObjectNode orderOf(int lines) {
    var skusAndQuantities = new Object[lines * 2];
    for (var i = 0; i < lines; i++) {
      skusAndQuantities[2 * i] = i % 2 == 0 ? "FILTER-PAPER-100" : "TEA-SENCHA-100G";
      skusAndQuantities[2 * i + 1] = 1;
    }
    return Orders.withLines(skusAndQuantities);
  }
}
