package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.cli.StackOutputs;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.Transition;
import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Answered;
import com.example.orders.proof.ClientOrder.Request;
import com.example.orders.proof.Plan.Manner;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Faults by their numbers in {@code docs/faults.md}: each is injected into an order of its own, and
 * when all are over, every invariant is checked over all orders together.
 */
@Tag("local")
@Execution(CONCURRENT)
@Order(1) // the longest begin first
@ResourceLock("the faults of its cloud") // one test after the other
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TIME_TO_FAIL = Duration.ofSeconds(5);
  private static final int HELD_MILLIS = 1500;
  private static final String ACCEPT = "AcceptOrdersFunction";
  private static final String CANCEL = "CancelOrderFunction";
  private static final String RESERVE = "ReserveInventoryFunction";
  private static final String CHARGE = "ChargePaymentFunction";
  private static final String REFUND = "RefundPaymentFunction";
  private static final String WAREHOUSE = "SimulateWarehouseFunction";

  private final List<String> logs = new CopyOnWriteArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private final Set<OrderRef> givenUp = new HashSet<>();
  private LocalCloud cloud;
  private ProofApi api;
  private Stack stack;
  private Records records;
  private Operator operator;
  private BusObserver observer;

  @BeforeAll
  void start() throws IOException {
    var settings =
        LocalCloudSettings.of(
            SweptApplication.template("named-faults"), Project.find().artifacts());
    cloud =
        LocalCloud.start(
            settings
                .withPace(SweptApplication.PACE)
                .withLogs((function, environment, line) -> logs.add(line)));
    api = new ProofApi(cloud.apiUrl().toString());
    stack = new Stack(cloud);
    var catalogue = SweptApplication.catalogue(100);
    catalogue.put(stack);
    cloud.prewarm();
    observer = BusObserver.start(stack);
    records = new Records(stack, catalogue);
    operator = new Operator(stack, records);
  }

  @AfterEach
  void heal() {
    cloud.faults().heal();
  }

  /** The end of every run of faults: healed, drained, every invariant checked. */
  @AfterAll
  void everyInvariantHoldsOverAllOrders() {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(verdict().violations()).isEmpty());
    } finally {
      observer.close();
      api.close();
      cloud.close();
    }
  }

  private Verdict verdict() throws InterruptedException {
    var orders = new ArrayList<ClientOrder>();
    for (var load : loads) {
      load.lookAgain();
      orders.addAll(load.orders());
    }
    return new Checker().check(records.observe(orders, observer.events(), givenUp));
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER_ERROR", "THROTTLE", "TIMEOUT_BEFORE"})
  void fault01_theQueueDoesNotTakeTheOrder(Fault fault) throws Exception {
    var order = order(SweptPath.CONFIRMED, rule(fault).of("sqs", "SendMessage").by("Api"));
    assertThat(order.firstAnswer()).isEqualTo(Answer.UNKNOWN);
    order.endsAs("CONFIRMED");
  }

  @Test
  void fault02_theQueueTakesTheOrderAndItsAnswerIsLost() throws Exception {
    var lost = rule(Fault.TIMEOUT_AFTER).of("sqs", "SendMessage").by("Api");
    var order = order(SweptPath.CONFIRMED, lost);
    assertThat(order.firstAnswer()).isEqualTo(Answer.UNKNOWN);
    order.endsAs("CONFIRMED");
    assertThat(order.row().orElseThrow().conflicts()).isZero();
  }

  @Test
  void fault03_theQueueRefusesTheApi() throws Exception {
    var order = order(SweptPath.CONFIRMED, rule(Fault.DENY).of("sqs", "SendMessage").by("Api"));
    assertThat(order.firstAnswer()).isEqualTo(Answer.UNKNOWN);
    order.endsAs("CONFIRMED");
  }

  @Test
  void fault05_theSameIdOfTwoCustomers() throws Exception {
    var orderId = UUID.randomUUID().toString();
    for (var customer : List.of("globex", "initech")) {
      var plan = SweptPath.CONFIRMED.plan(orderId);
      run(new Plan(customer, orderId, plan.basket(), Manner.ONCE, null, Duration.ZERO));
    }
    var rows = records.rows().stream().filter(row -> row.ref().orderId().equals(orderId)).toList();
    assertThat(rows).hasSize(2).allMatch(Row::isConfirmed);
  }

  @ParameterizedTest
  @EnumSource(names = {"DUPLICATE_DELIVERY", "REDELIVERY", "DELAYED_DELIVERY"})
  void fault06_aMessageIsDeliveredAgain(Fault fault) throws Exception {
    for (var consumer : List.of(ACCEPT, WAREHOUSE)) {
      var again = rule(fault).of("sqs", "Deliver").by(consumer).held(300);
      order(SweptPath.CONFIRMED, again).endsAs("CONFIRMED");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OUT_OF_MEMORY", "THROW", "KILL_BEFORE", "KILL_AFTER"})
  void fault10_theFunctionDies(Fault fault) throws Exception {
    for (var function : List.of(ACCEPT, CHARGE)) {
      order(SweptPath.CONFIRMED, rule(fault).of("lambda", "Invoke").by(function))
          .endsAs("CONFIRMED");
    }
  }

  @Test
  void fault11_nothingTakesFromTheQueueForAWhile() throws Exception {
    var orderId = UUID.randomUUID().toString();
    inject(orderId, rule(Fault.THROTTLE).of("lambda", "Invoke").on(ACCEPT).always());
    var running = Thread.startVirtualThread(() -> runUnchecked(SweptPath.CONFIRMED.plan(orderId)));
    Awaitility.await().atMost(PATIENCE).until(() -> cloud.faults().injected("0-" + orderId) > 2);
    assertThat(new Ended(orderId).row()).isEmpty();
    heal();
    running.join();
    new Ended(orderId).endsAs("CONFIRMED");
  }

  @Test
  void fault13_oneGroupIsStuckAndTheOthersGoOn() throws Exception {
    var stuck = UUID.randomUUID().toString();
    inject(stuck, rule(Fault.THROW).of("lambda", "Invoke").by(ACCEPT).always());
    var running = Thread.startVirtualThread(() -> runUnchecked(SweptPath.CONFIRMED.plan(stuck)));
    Awaitility.await().atMost(PATIENCE).until(() -> cloud.faults().injected("0-" + stuck) > 0);
    var other = UUID.randomUUID().toString();
    run(SweptPath.CONFIRMED.plan(other));
    new Ended(other).endsAs("CONFIRMED");
    assertThat(new Ended(stuck).row()).isEmpty();
    heal();
    running.join();
    new Ended(stuck).endsAs("CONFIRMED");
  }

  @Test
  void fault14_aMessageOfAForeignGroupIsReturned() throws Exception {
    var file = Project.find().root().resolve("events/accept-orders/mismatched-group.json");
    var event = stack.parse(Files.readString(file));
    ((ArrayNode) event.path("Records")).remove(2); // that one is in its own group
    var answer = stack.parse(stack.invoke(ACCEPT, event.toString()));
    assertThat(answer.path("batchItemFailures")).hasSize(2);
    assertThat(records.rows()).noneMatch(row -> row.ref().orderId().startsWith("0199c0de"));
  }

  @Test
  void fault15_theRowIsWrittenAndTheAnswerIsLost() throws Exception {
    var lost = rule(Fault.TIMEOUT_AFTER).of("dynamodb", "PutItem").by(ACCEPT);
    var order = order(SweptPath.CONFIRMED, lost);
    order.endsAs("CONFIRMED");
    assertThat(order.row().orElseThrow().conflicts()).isZero();
  }

  @Test
  void fault16_theTablesAreThrottled() throws Exception {
    var order =
        order(
            SweptPath.CONFIRMED,
            rule(Fault.THROTTLE).of("dynamodb", "PutItem").by(ACCEPT).times(2),
            rule(Fault.THROTTLE).of("dynamodb", "TransactWriteItems").by(RESERVE).times(2));
    order.endsAs("CONFIRMED");
    assertThat(order.row().orElseThrow().conflicts()).isZero();
  }

  /** Within the call: a message that is given back costs a receive, a task that fails a retry. */
  @Test
  void fault16_whatIsInATransactionIsWrittenAMomentLater() throws Exception {
    var before = logs.size();
    var conflict = rule(Fault.TRANSACTION_CONFLICT).times(2);
    var order =
        order(
            SweptPath.CONFIRMED,
            conflict.of("dynamodb", "PutItem").by(ACCEPT),
            conflict.of("dynamodb", "TransactWriteItems").on("ProductsTable").by(RESERVE));
    order.endsAs("CONFIRMED");
    assertThat(order.row().orElseThrow().conflicts()).isZero();
    assertThat(logs.stream().skip(before))
        .noneMatch(line -> line.contains("TransactionConflictException"))
        .noneMatch(line -> line.contains("TransactionCanceledException"));
  }

  /** Six conflicts are one request of four attempts, which is a 503, and half of another. */
  @Test
  void fault16_aCancelThatMeetsATransactionForLongIsSentAgain() throws Exception {
    var before = logs.size();
    var orderId = UUID.randomUUID().toString();
    inject(
        orderId,
        rule(Fault.LATENCY)
            .of("lambda", "Invoke")
            .by("OrderWorkflow")
            .on(RESERVE)
            .held(60_000)
            .always(),
        rule(Fault.TRANSACTION_CONFLICT).of("dynamodb", "UpdateItem").by(CANCEL).times(6));
    var running = Thread.startVirtualThread(() -> runUnchecked(SweptPath.CANCELLED.plan(orderId)));
    var order = new Ended(orderId);
    order.endsAs("CANCEL_REQUESTED");
    heal();
    running.join();
    order.endsAs("CANCELLED");
    assertThat(order.answers(Request.CANCEL)).containsOnlyOnce(Answer.UNKNOWN);
    assertThat(logs.stream().skip(before))
        .anyMatch(line -> line.contains("Busy") && line.contains("TransactionConflictException"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-600_000, 600_000})
  void fault21_theServicesClocksAreTenMinutesOff(long millis) throws Exception {
    for (var service : List.of("states", "events", "sqs")) {
      var orderId = UUID.randomUUID().toString();
      cloud.faults().replace(new FaultRules(0, List.of(skew(service, millis))));
      run(SweptPath.CONFIRMED.plan(orderId));
      new Ended(orderId).endsAs("CONFIRMED");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLE", "SERVER_ERROR", "TIMEOUT_BEFORE", "TIMEOUT_AFTER"})
  void fault22_theWorkflowsStartIsLost(Fault fault) throws Exception {
    order(SweptPath.CONFIRMED, rule(fault).of("states", "StartExecution").by(ACCEPT))
        .endsAs("CONFIRMED");
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLE", "SERVER_ERROR", "TIMEOUT_AFTER"})
  void fault23_aTaskFailsAtEachState(Fault fault) throws Exception {
    for (var function : List.of(RESERVE, CHARGE)) {
      var task = rule(fault).of("lambda", "Invoke").by("OrderWorkflow").on(function);
      order(SweptPath.CONFIRMED, task).endsAs("CONFIRMED");
    }
  }

  /** Whatever fails, for however long, rejects no order: it goes on when the trouble is over. */
  @Test
  void fault23_whatFailsForLongWaitsForRepairAndRejectsNothing() throws Exception {
    var reserving = waits(Manner.ONCE, rule(Fault.THROW).of("lambda", "Invoke").by(RESERVE));
    var charging = waits(Manner.ONCE, rule(Fault.DENY).on("LedgerTable").by(CHARGE));
    var cancelled = waits(Manner.CANCEL, rule(Fault.THROW).of("lambda", "Invoke").by(CHARGE));
    var waiting =
        Map.of(reserving, "ACCEPTED", charging, "CHARGING", cancelled, "CANCEL_REQUESTED");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> waiting.keySet().stream().allMatch(this::isInTheInbox));
    waiting.forEach((orderId, status) -> new Ended(orderId).endsAs(status));
    assertThat(api.cancel("acme", charging)).isEqualTo(409);
    heal();
    replayedUntil(reserving, "CONFIRMED");
    replayedUntil(charging, "CONFIRMED");
    replayedUntil(cancelled, "CANCELLED");
  }

  @Test
  void fault24_theCardIsChargedAndTheAnswerIsLost() throws Exception {
    var lost = rule(Fault.TIMEOUT_AFTER).on("LedgerTable").by(CHARGE).times(2);
    order(SweptPath.CONFIRMED, lost).endsAs("CONFIRMED");
  }

  @Test
  void fault25_theUndoFailsTwice() throws Exception {
    var fails = rule(Fault.THROW).of("lambda", "Invoke").by(REFUND).times(2);
    order(SweptPath.REFUSED, fails).endsAs("REJECTED");
  }

  @Test
  void fault26_aCancelThatComesBeforeTheCharge() throws Exception {
    var late = rule(Fault.LATENCY).of("lambda", "Invoke").by("OrderWorkflow").on(RESERVE);
    var orderId = UUID.randomUUID().toString();
    inject(orderId, late.held(60_000).always());
    var running = Thread.startVirtualThread(() -> runUnchecked(SweptPath.CANCELLED.plan(orderId)));
    new Ended(orderId).endsAs("CANCEL_REQUESTED");
    heal();
    running.join();
    new Ended(orderId).endsAs("CANCELLED");
  }

  @Test
  void fault26_aCancelThatComesAfterTheChargeWasClaimed() throws Exception {
    var orderId = UUID.randomUUID().toString();
    inject(orderId, rule(Fault.LATENCY).on("LedgerTable").by(CHARGE).held(2000));
    var running = Thread.startVirtualThread(() -> runUnchecked(SweptPath.CONFIRMED.plan(orderId)));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> new Ended(orderId).row().filter(row -> row.history().size() > 2).isPresent());
    assertThat(api.cancel("acme", orderId)).isEqualTo(409);
    running.join();
    new Ended(orderId).endsAs("CONFIRMED");
  }

  @Test
  void fault27_theWarehouseNeverAnswersAndAnOperatorGivesTheOrderUp() throws Exception {
    var orderId = UUID.randomUUID().toString();
    run(SweptPath.silent(orderId));
    Awaitility.await().atMost(PATIENCE).until(() -> isInTheInbox(orderId));
    var order = new Ended(orderId);
    order.endsAs("PAYMENT_CHARGED");
    order.giveUp();
    replayedUntil(orderId, "REJECTED");
    assertThat(order.row().orElseThrow().reason()).isEqualTo("UNDONE_BY_OPERATOR");
  }

  @Test
  void fault27_theWarehousesAnswerIsGivenTwice() throws Exception {
    var lost = rule(Fault.TIMEOUT_AFTER).of("states", "SendTaskSuccess").by(WAREHOUSE);
    order(SweptPath.CONFIRMED, lost).endsAs("CONFIRMED");
  }

  @Test
  void fault28_theDefinitionChangesUnderARunningOrder() throws Exception {
    var machine = stack.request().put("stateMachineArn", stack.ref("OrderWorkflow"));
    var before = stack.states("DescribeStateMachine", machine).path("definition").asText();
    var orderId = UUID.randomUUID().toString();
    inject(
        orderId,
        rule(Fault.LATENCY).of("lambda", "Invoke").by("OrderWorkflow").on(CHARGE).held(4000));
    var running = Thread.startVirtualThread(() -> runUnchecked(SweptPath.CONFIRMED.plan(orderId)));
    Awaitility.await().atMost(PATIENCE).until(() -> cloud.faults().injected("0-" + orderId) > 0);
    var broken = "{\"StartAt\":\"No\",\"States\":{\"No\":{\"Type\":\"Fail\"}}}";
    stack.states("UpdateStateMachine", machine.deepCopy().put("definition", broken));
    try {
      running.join();
      new Ended(orderId).endsAs("CONFIRMED");
    } finally {
      stack.states("UpdateStateMachine", machine.deepCopy().put("definition", before));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LATENCY", "THROW", "DENY", "MALFORMED", "TIMEOUT_BEFORE"})
  void fault35_theModesOfFailureLambda(Fault fault) throws Exception {
    var rule =
        fault == Fault.THROW
            ? rule(fault).of("lambda", "Invoke").by(RESERVE)
            : rule(fault).of("dynamodb", "TransactWriteItems").by(RESERVE);
    order(SweptPath.CONFIRMED, rule).endsAs("CONFIRMED");
  }

  @Test
  void fault36_nothingOfOneOrderIsLeftForTheNext() throws Exception {
    var first = UUID.randomUUID().toString();
    inject(first, rule(Fault.DENY).of("dynamodb", "TransactWriteItems").by(RESERVE));
    run(SweptPath.CONFIRMED.plan(first));
    Awaitility.await("the customer hears after the order has ended")
        .atMost(PATIENCE)
        .until(
            () ->
                logs.stream().anyMatch(line -> line.contains("Delivered") && line.contains(first)));
    heal();
    var before = logs.size();
    var next = UUID.randomUUID().toString();
    run(SweptPath.CONFIRMED.plan(next));
    var lines = logs.stream().skip(before).toList();
    assertThat(lines).anyMatch(line -> line.contains(next)).noneMatch(line -> line.contains(first));
  }

  /** An order of the path, with these faults on its way, when its client has seen the end. */
  private Ended order(SweptPath path, RuleFor... rules) throws InterruptedException {
    var orderId = UUID.randomUUID().toString();
    inject(orderId, rules);
    run(path.plan(orderId));
    for (var i = 0; i < rules.length; i++) {
      var id = i + "-" + orderId;
      Awaitility.await(id).atMost(PATIENCE).until(() -> cloud.faults().injected(id) > 0);
    }
    return new Ended(orderId);
  }

  /** An order whose one step fails for longer than its retries, beside those that wait already. */
  private String waits(Manner manner, RuleFor rule) {
    var orderId = UUID.randomUUID().toString();
    cloud.faults().add(new FaultRules(0, List.of(rule.always().at("0-" + orderId, orderId))));
    var basket = SweptPath.CONFIRMED.plan(orderId).basket();
    var plan = new Plan("acme", orderId, basket, manner, null, TIME_TO_FAIL);
    Thread.startVirtualThread(() -> runUnchecked(plan));
    return orderId;
  }

  private boolean isInTheInbox(String orderId) {
    return records.inbox().stream()
        .anyMatch(entry -> entry.ref() != null && entry.ref().orderId().equals(orderId));
  }

  /** As the schedule and operators do, only sooner. */
  private void replayedUntil(String orderId, String status) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              operator.round();
              return new Ended(orderId).row().map(Row::status).equals(Optional.of(status));
            });
  }

  private void inject(String orderId, RuleFor... rules) {
    var all = new ArrayList<FaultRule>();
    for (var rule : Arrays.asList(rules)) {
      all.add(rule.at(all.size() + "-" + orderId, orderId));
    }
    cloud.faults().replace(new FaultRules(0, all));
  }

  private void run(Plan plan) throws InterruptedException {
    var load = Load.of(api, List.of(plan), 1);
    synchronized (loads) {
      loads.add(load);
    }
    load.run();
  }

  private void runUnchecked(Plan plan) {
    try {
      run(plan);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuleFor rule(Fault fault) {
    return new RuleFor(fault, null, null, null, null, 1, HELD_MILLIS);
  }

  private static FaultRule skew(String service, long millis) {
    return new FaultRule(
        "skew", Fault.CLOCK_SKEW, service, null, null, null, null, 0, null, 1.0, millis);
  }

  /** An order whose client has done what it had planned. */
  private final class Ended {
    private final String orderId;

    Ended(String orderId) {
      this.orderId = orderId;
    }

    Optional<Row> row() {
      return records.rows().stream().filter(row -> row.ref().orderId().equals(orderId)).findAny();
    }

    void endsAs(String status) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(row().map(Row::status)).hasValue(status));
    }

    /** As an operator's command does it. */
    void giveUp() {
      try (var dynamoDb =
          StackOutputs.configure(DynamoDbClient.builder(), cloud.endpointUrl().toString())
              .build()) {
        var ref = row().orElseThrow().ref();
        var key = OrderKey.of(ref.customer(), ref.orderId());
        var orders = new DynamoDbOrders(dynamoDb, stack.ref("OrdersTable"));
        var undo = Transition.undo(orders.find(key).orElseThrow(), "mislaid", Instant.now());
        assertThat(orders.transition(key, undo)).isInstanceOf(MovedTo.class);
        givenUp.add(ref);
      }
    }

    Answer firstAnswer() {
      return answers(Request.PLACE).getFirst();
    }

    List<Answer> answers(Request request) {
      return loads.stream()
          .flatMap(load -> load.orders().stream())
          .filter(order -> order.ref().orderId().equals(orderId))
          .flatMap(order -> order.answers().stream())
          .filter(answered -> answered.request() == request)
          .map(Answered::answer)
          .toList();
    }
  }
}
