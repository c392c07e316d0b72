package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.LocalMetrics;
import com.example.orders.cli.Project;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import localcloud.observe.CallCount;
import localcloud.observe.CallCounter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * What an order costs in AWS calls and write units, counted at the one AWS endpoint; the page's
 * table is compared with it.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
class CallCountsIT {
  private static final String CUSTOMER = "counted";

  private static final Pattern FIFO = Pattern.compile("ApiRole|AcceptOrdersFunctionRole");

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
    target.api().place(CUSTOMER, CostedPath.otherOrderOfFields(order).toString());
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

  /** What {@code make costs} multiplies by prices; {@code make cost} takes it from here. */
  @ParameterizedTest
  @EnumSource
  void theCountsOfTheCostsAreMeasured(CostedPath path, Target target) throws IOException {
    CountsFile.of("docs/costs/counts.json").check("paths", path.key(), () -> measure(path, target));
  }

  private static Usage measure(CostedPath path, Target target) {
    var order = path.order();
    if (path == CostedPath.DUPLICATE) {
      settle(target, order);
    }
    var counted = target.requireLocal().calls();
    awaitQuiet(counted);
    counted.reset();
    var kept = KeptWork.since(target.endpoint(), Orders.id(order));
    path.drive(target, CUSTOMER, order);
    awaitLastCall(path, target, counted);
    target.await(() -> assertThat(deletes(counted)).isEqualTo(path.messages()));
    var observed = kept.observed();
    observed.put("bytesOfAnAnswer", kept.bytesOfAnAnswer());
    observed.put("metricSeries", (double) LocalMetrics.ask(target.endpoint()).series().size());
    return new Usage(exact(counted, target, kept), observed);
  }

  private static Map<String, Double> exact(CallCounter counted, Target target, KeptWork kept) {
    Predicate<CallCount> ours = CallCountsIT::isOfTheApplication;
    var started = sum(counted, ours.and(named("StartExecution")), CallCount::calls);
    var looks = named("GetItem").and(call -> call.principal().contains("ApiRole"));
    var measured = new TreeMap<String, Double>();
    measured.put("apiRequests", (double) kept.changes());
    measured.put("startedWorkflows", started);
    measured.put("stateTransitions", started == 0 ? 0 : transitions(target, kept.text()));
    measured.put("writeUnits", counted.writeUnits(ours));
    measured.put("readUnits", sum(counted, ours, CallCount::readUnits));
    measured.put(
        "readUnitsOfALook",
        sum(counted, looks, CallCount::readUnits) / sum(counted, looks, CallCount::calls));
    measured.put("fifoRequests", queueRequests(counted, true));
    measured.put("standardRequests", queueRequests(counted, false));
    measured.put("customEvents", sum(counted, ours.and(named("PutEvents")), CallCount::billed));
    measured.put("invocations", (double) kept.invocations().size());
    return measured;
  }

  private static void awaitLastCall(CostedPath path, Target target, CallCounter calls) {
    if (path == CostedPath.DUPLICATE) {
      target.await(() -> assertThat(calls.calls(ACCEPT)).isEqualTo(1));
    } else {
      awaitNotified(target, calls);
    }
  }

  /** States that the order's execution entered, and tasks that were tried again. */
  private static double transitions(Target target, String order) {
    try (var states = StackOutputs.configure(SfnClient.builder(), target.endpoint()).build()) {
      var name = target.subject(CUSTOMER) + "-" + order;
      var machine = target.outputs().get("OrderWorkflowArn");
      var arn = machine.replace(":stateMachine:", ":execution:") + ":" + name;
      return states.getExecutionHistoryPaginator(get -> get.executionArn(arn)).events().stream()
          .map(HistoryEvent::typeAsString)
          .filter(CallCountsIT::isTransition)
          .count();
    }
  }

  private static boolean isTransition(String event) {
    return event.equals("TaskScheduled")
        || event.endsWith("StateEntered") && !event.equals("TaskStateEntered");
  }

  private static Predicate<CallCount> named(String operation) {
    return call -> call.operation().equals(operation);
  }

  private static long deletes(CallCounter calls) {
    return calls.calls(call -> call.operation().startsWith("DeleteMessage"));
  }

  /**
   * Sends, receives and deletes as SQS bills them, without the receives that got nothing. Only the
   * API and accept-orders have to do with a FIFO queue that is not empty.
   */
  private static double queueRequests(CallCounter calls, boolean fifo) {
    return sum(
        calls,
        call -> call.service().equals("sqs") && FIFO.matcher(call.principal()).find() == fifo,
        call -> call.billed() - call.empty());
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
    target.api().place(CUSTOMER, order.toString());
    target.awaitTerminal(CUSTOMER, Orders.id(order));
    awaitNotified(target, calls);
    return calls;
  }

  /** The last call of all: the customer has been notified, and the bus has the event of it. */
  private static void awaitNotified(Target target, CallCounter calls) {
    target.await(() -> assertThat(operations(calls, NOTIFY)).containsKey("PutEvents"));
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
