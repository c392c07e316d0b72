package com.example.orders.proof;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.json.CanonicalJson;
import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import org.awaitility.Awaitility;

/**
 * One order whose steps a scenario takes one by one, with a customer and a product of its own, so
 * that what the checker sees of it is nobody else's. The copy of a function or workflow is the one
 * with the weakened guard in it, or one that is as good as the application's own.
 */
final class OneOrder {
  static final String ACCEPT = "AcceptOrdersFunction";
  static final String RESERVE = "ReserveInventoryFunction";
  static final String CHARGE = "ChargePaymentFunction";
  static final String REFUND = "RefundPaymentFunction";
  static final String RELEASE = "ReleaseInventoryFunction";
  static final String WAREHOUSE = "SimulateWarehouseFunction";
  static final String NOTIFY = "NotifyCustomerFunction";
  static final String RECORD = "RecordFailureFunction";
  static final String SWEEP = "SweepOrdersFunction";
  static final String REPLAY = "ReplayFailuresFunction";
  static final int STOCK = 50;

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long HELD_MILLIS = 60_000;
  private static final int DELIVERIES = 5;
  private static final int ROUNDS = 12;
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);
  private static final long PRICE = 500;
  private static final String HOLD = "hold";
  private static final String GIVEN_UP = "UNDONE_BY_OPERATOR";

  private final Stack stack;
  private final ProofApi api;
  private final Map<String, String> copies;
  private final OrderRef ref;
  private final String name;
  private final String sku;
  private final Journal journal;
  private final List<String> unexpected = new ArrayList<>();
  private Set<String> refusals = Set.of();
  private String email = "";
  private long price = PRICE;
  private long free = STOCK;
  private int started;
  private boolean givenUp;
  private JsonNode standing = MissingNode.getInstance();

  /**
   * @param name of the customer, of nobody else
   * @param copies the copy's logical ID by that of what it is a copy of
   */
  OneOrder(Stack stack, ProofApi api, String name, Map<String, String> copies) {
    this.stack = stack;
    this.api = api;
    this.name = name;
    this.copies = copies;
    ref = new OrderRef(api.subject(name), UUID.randomUUID().toString());
    sku = "SKU-" + name.toUpperCase(java.util.Locale.ROOT);
    journal = new Journal(ref);
    putProduct("EUR");
  }

  /** A message of the orders queue and what it orders. */
  record Message(Basket basket, String event) {}

  OrderRef ref() {
    return ref;
  }

  ClientOrder client() {
    return journal.order();
  }

  /** What is to be on the shelves if nothing is sold. */
  Map<String, Long> shelf() {
    return Map.of(sku, free);
  }

  Map<String, Long> prices() {
    return Map.of(sku, price);
  }

  /** What a scenario saw that the application as it is does not do. */
  List<String> unexpected() {
    return List.copyOf(unexpected);
  }

  void expect(String what, boolean holds) {
    if (!holds) {
      unexpected.add("not so: " + what);
    }
  }

  // The product.

  void stock(long pieces) {
    free = pieces;
    putProduct("EUR");
  }

  void price(long cents) {
    price = cents;
    putProduct("EUR");
  }

  void currency(String other) {
    putProduct(other);
  }

  /** The order must end refused for this reason. */
  void refused(String reason) {
    refusals = Set.of(reason);
  }

  /** The notifier refuses the first time. */
  void busyNotifier() {
    email = "throttle+1@simulator.orderly.example";
  }

  private void putProduct(String currency) {
    var request = stack.request().put("TableName", stack.ref("ProductsTable"));
    var item = request.putObject("Item");
    item.putObject("sku").put("S", sku);
    item.putObject("name").put("S", sku);
    item.putObject("price").put("N", Long.toString(price));
    item.putObject("currency").put("S", currency);
    item.putObject("stock").put("N", Long.toString(free));
    stack.dynamoDb("PutItem", request);
  }

  // Messages and events.

  Basket basket(int quantity) {
    var body = JsonNodeFactory.instance.objectNode().put("orderId", ref.orderId());
    body.putArray("lines").addObject().put("sku", sku).put("quantity", quantity);
    body.put("currency", "EUR").put("paymentToken", "tok_visa");
    body.putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "12 St James's Square")
        .put("city", "London")
        .put("postalCode", "SW1Y 4JH")
        .put("country", "GB");
    if (!email.isEmpty()) {
      body.put("email", email);
    }
    return new Basket(body.toString(), Map.of(sku, quantity), "EUR", refusals, refusals.isEmpty());
  }

  Message message(Basket basket) {
    var envelope = stack.request().put("customer", ref.customer());
    envelope.set("order", stack.parse(basket.body()));
    return new Message(basket, sqsEvent("OrdersQueue", envelope.toString()));
  }

  /** The order's message as the dead-letter queue has it. */
  Message deadLetter() {
    var message = message(basket(1));
    var queue = arn("OrdersQueue");
    return new Message(
        message.basket(), message.event().replace(queue, arn("OrdersDeadLetterQueue")));
  }

  /** What tells the inbox that an execution of the order has failed. */
  String failedExecution() {
    var execution = ref.customer() + "-" + ref.orderId();
    var machine = stack.ref(WeakenedApplication.WORKFLOW);
    var arn = machine.replace(":stateMachine:", ":execution:") + ":" + execution;
    var event = stack.request().put("source", "aws.states").put("time", Instant.now().toString());
    event.put("detail-type", "Step Functions Execution Status Change");
    event
        .putObject("detail")
        .put("executionArn", arn)
        .put("stateMachineArn", machine)
        .put("name", execution)
        .put("status", "FAILED")
        .put("stopDate", Instant.now().toEpochMilli())
        .put("input", input())
        .put("redriveCount", 0)
        .put("error", "Orderly.Parked")
        .put("cause", "refund payment: by hand");
    return sqsEvent("FailuresQueue", event.toString());
  }

  /** The request to replay what the inbox has of the order. */
  String replay() {
    var entry =
        new Records(stack, new Catalogue(List.of()))
            .inbox().stream().filter(it -> ref.equals(it.ref())).findFirst().orElseThrow();
    return stack.request().put("failureId", entry.failureId()).put("by", "proof").toString();
  }

  String shipment() {
    var body = stack.request().put("type", "SHIP").put("customer", ref.customer());
    body.put("orderId", ref.orderId()).put("taskToken", "nobody-waits");
    body.putArray("lines").addObject().put("sku", sku).put("quantity", 1);
    return sqsEvent("ShipmentQueue", body.toString());
  }

  String confirmation() {
    var event = stack.request().put("version", "0").put("id", UUID.randomUUID().toString());
    event.put("detail-type", "OrderConfirmed").put("source", "orderly.orders");
    var detail = event.putObject("detail");
    detail
        .putObject("metadata")
        .put("correlationId", ref.orderId())
        .put("idempotencyKey", noticeKey())
        .put("schemaVersion", 1);
    detail
        .putObject("data")
        .put("customer", ref.customer())
        .put("orderId", ref.orderId())
        .put("status", "CONFIRMED")
        .put("total", price)
        .put("currency", "EUR");
    return event.toString();
  }

  private String sqsEvent(String queue, String body) {
    var event = stack.request();
    var message = event.putArray("Records").addObject();
    message.put("messageId", UUID.randomUUID().toString()).put("receiptHandle", "by-hand");
    message.put("body", body).put("eventSource", "aws:sqs").put("eventSourceARN", arn(queue));
    message.put("awsRegion", "us-east-1");
    message.putObject("messageAttributes");
    var now = Long.toString(Instant.now().toEpochMilli());
    message
        .putObject("attributes")
        .put("ApproximateReceiveCount", "1")
        .put("SentTimestamp", now)
        .put("ApproximateFirstReceiveTimestamp", now)
        .put("MessageGroupId", ref.customer() + "#" + ref.orderId())
        .put("MessageDeduplicationId", UUID.randomUUID().toString());
    return event.toString();
  }

  private String arn(String queue) {
    var url = stack.ref(queue);
    return "arn:aws:sqs:us-east-1:000000000000:" + url.substring(url.lastIndexOf('/') + 1);
  }

  // Steps.

  String copyOf(String resource) {
    return requireNonNull(copies.get(resource), resource);
  }

  String right(String function, String event) {
    return stack.invoke(function, event);
  }

  String right(String function, Message message) {
    note(message);
    return right(function, message.event());
  }

  String weak(String function, String event) {
    return stack.invoke(copyOf(function), event);
  }

  String weak(String function, Message message) {
    return weak(function, message.event());
  }

  /**
   * A client's order, taken in by the copy or by accept-orders itself; returned, it comes again.
   */
  void placeBy(boolean copy, Message message) {
    note(message);
    var returned = copy ? weak(ACCEPT, message) : right(ACCEPT, message.event());
    for (var again = 0; again < DELIVERIES && !returned.contains("[]"); again++) {
      returned = right(ACCEPT, message.event());
    }
  }

  private void note(Message message) {
    journal.note(Request.PLACE, message.basket(), Answer.DONE);
  }

  String task(String function) {
    return right(function, input());
  }

  String weakTask(String function) {
    return weak(function, input());
  }

  private String input() {
    return "{\"customer\":\"" + ref.customer() + "\",\"orderId\":\"" + ref.orderId() + "\"}";
  }

  /** Stored, and its workflow could not be started yet. */
  void accepted() {
    inject(rule(Fault.DENY, "states", "StartExecution", null, ACCEPT, 0));
    right(ACCEPT, message(basket(1)));
    stack.cloud().faults().heal();
    assertThat(row().path("status").path("S").asText()).isEqualTo("ACCEPTED");
  }

  void charged() {
    accepted();
    task(RESERVE);
    task(CHARGE);
    assertThat(row().path("status").path("S").asText()).isEqualTo("PAYMENT_CHARGED");
  }

  void confirmed() {
    accepted();
    workflow();
    look();
    awaitNotified();
  }

  /** Cancelled by its customer, undone, and seen so. */
  void cancelled() {
    cancel();
    workflow();
    look();
    awaitNotified();
  }

  void cancel() {
    try {
      var status = api.cancel(name, ref.orderId());
      assertThat(status).isEqualTo(202);
      journal.note(Request.CANCEL, null, Answer.DONE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void look() {
    try {
      api.look(name, ref.orderId()).ifPresent(journal::note);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs an execution of the order's workflow to its end, good or bad. */
  void workflow() {
    run(WeakenedApplication.WORKFLOW);
  }

  void weakWorkflow() {
    run(copyOf(WeakenedApplication.WORKFLOW));
  }

  private void run(String machine) {
    started++;
    var request = stack.request().put("stateMachineArn", stack.ref(machine)).put("input", input());
    request.put("name", ref.customer() + "-" + ref.orderId() + "-r" + started);
    var arn = stack.states("StartExecution", request).path("executionArn").asText();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                !stack
                    .states("DescribeExecution", stack.request().put("executionArn", arn))
                    .path("status")
                    .asText()
                    .equals("RUNNING"));
  }

  /** What an operator and the schedules do, until the order has ended or it is of no use. */
  void operator() throws InterruptedException {
    var operator = new Operator(stack, new Records(stack, new Catalogue(List.of())));
    operator.round();
    for (var round = 0; round < ROUNDS && !row().isEmpty() && !hasEnded(); round++) {
      Thread.sleep(BETWEEN_ROUNDS);
      operator.round();
    }
    operator.round();
  }

  /** A queue's delivery to the copy while one operation fails; what it hands back comes again. */
  void deliver(String function, String operation, Message message, boolean clients) {
    if (clients) {
      note(message);
    }
    deliver(function, operation, message.event(), clients);
  }

  void deliver(String function, String operation, String event, boolean clients) {
    inject(rule(Fault.DENY, "dynamodb", operation, null, copyOf(function), 0));
    var returned = weak(function, event);
    stack.cloud().faults().heal();
    if (returned.contains(stack.parse(event).at("/Records/0/messageId").asText())) {
      right(function, event);
    }
  }

  void whileHeld(
      String caller, String operation, String resource, int skip, Step call, Step meanwhile)
      throws Exception {
    whileHeld(caller, "dynamodb", operation, resource, skip, call, meanwhile);
  }

  /** Holds a caller's call before its effect, does something else, and lets it go on. */
  void whileHeld(
      String caller,
      String service,
      String operation,
      String resource,
      int skip,
      Step call,
      Step meanwhile)
      throws Exception {
    inject(rule(Fault.LATENCY, service, operation, resource, caller, skip));
    var running = new FutureTask<>(() -> take(call));
    Thread.startVirtualThread(running);
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> stack.cloud().faults().injected(HOLD) > 0);
      meanwhile.take();
    } finally {
      stack.cloud().faults().heal();
    }
    running.get();
  }

  private static Void take(Step step) throws Exception {
    step.take();
    return null;
  }

  /** A step of a scenario. */
  @FunctionalInterface
  interface Step {
    void take() throws Exception;
  }

  private FaultRule rule(
      Fault fault, String service, String operation, String resource, String caller, int skip) {
    return new FaultRule(
        HOLD,
        fault,
        service,
        operation,
        resource,
        caller,
        ref.orderId(),
        skip,
        null,
        1.0,
        fault == Fault.LATENCY ? HELD_MILLIS : 0);
  }

  private void inject(FaultRule rule) {
    stack.cloud().faults().replace(new FaultRules(0, List.of(rule)));
  }

  // The row, by hand.

  JsonNode row() {
    return item("OrdersTable", orderKey());
  }

  private boolean hasEnded() {
    return Row.TERMINAL.contains(row().path("status").path("S").asText());
  }

  void awaitEnd() {
    Awaitility.await().atMost(PATIENCE).until(this::hasEnded);
  }

  /** The fence as the workflow writes it. */
  void fenced() {
    move("COMPENSATING", ", reason = :reason, reasonDetail = :reason", GIVEN_UP);
  }

  /** The end of an undo as the workflow writes it. */
  void rejectedByHand() {
    move("REJECTED", ", reason = :reason REMOVE openShard, deadline", GIVEN_UP);
  }

  /** Given up by an operator. */
  void givenUp() {
    move("UNDO_REQUESTED", ", reason = :reason, reasonDetail = :reason", GIVEN_UP);
  }

  /** Its time to end is over. */
  void overdue() {
    var request = update("OrdersTable", orderKey()).put("UpdateExpression", "SET deadline = :past");
    request
        .putObject("ExpressionAttributeValues")
        .putObject(":past")
        .put("S", Instant.now().minusSeconds(60).toString());
    stack.dynamoDb("UpdateItem", request);
  }

  /** Whether the sweeper still comes upon it. */
  boolean isSwept() {
    return row().has("openShard");
  }

  void parkedAndResumed() {
    var before = row().path("status").path("S").asText();
    parked();
    resumed(before);
  }

  void parked() {
    move("PARKED", "", null);
  }

  boolean isParked() {
    return row().path("status").path("S").asText().equals("PARKED");
  }

  void resumed(String at) {
    move(at, "", null);
  }

  /** Whether the scenario undid it as for an operator. */
  boolean isGivenUp() {
    return givenUp;
  }

  private void move(String status, String sets, String reason) {
    givenUp |= GIVEN_UP.equals(reason);
    var request = update("OrdersTable", orderKey());
    request.put(
        "UpdateExpression",
        "SET #status = :status, version = version + :one, history = list_append(history, :entries)"
            + sets);
    request.putObject("ExpressionAttributeNames").put("#status", "status");
    var values = request.putObject("ExpressionAttributeValues");
    values.putObject(":status").put("S", status);
    values.putObject(":one").put("N", "1");
    if (reason != null) {
      values.putObject(":reason").put("S", reason);
    }
    var entry = values.putObject(":entries").putArray("L").addObject().putObject("M");
    entry.putObject("status").put("S", status);
    entry.putObject("at").put("S", Instant.now().toString());
    stack.dynamoDb("UpdateItem", request);
  }

  private ObjectNode orderKey() {
    var key = stack.request();
    key.putObject("customer").put("S", ref.customer());
    key.putObject("orderId").put("S", ref.orderId());
    return key;
  }

  private ObjectNode update(String table, ObjectNode key) {
    var request = stack.request().put("TableName", stack.ref(table));
    request.set("Key", key);
    return request;
  }

  private JsonNode item(String table, ObjectNode key) {
    return stack.dynamoDb("GetItem", update(table, key).put("ConsistentRead", true)).path("Item");
  }

  // What others have on record.

  int parcels() {
    var key = stack.request();
    key.putObject("shipmentKey").put("S", ref.customer() + "#" + ref.orderId());
    return item("ShipmentsTable", key).at("/parcels/N").asInt();
  }

  /** How many executions of the order's workflow there were. */
  long executions() {
    var request = stack.request().put("stateMachineArn", stack.ref(WeakenedApplication.WORKFLOW));
    var prefix = ref.customer() + "-" + ref.orderId();
    return stack
        .states("ListExecutions", request.put("maxResults", 1000))
        .path("executions")
        .valueStream()
        .filter(execution -> execution.path("name").asText().startsWith(prefix))
        .count();
  }

  private String noticeKey() {
    return ref.customer() + "#" + ref.orderId() + "#OrderConfirmed";
  }

  private ObjectNode notice() {
    var key = stack.request();
    key.putObject("notificationKey").put("S", noticeKey());
    return key;
  }

  int noticesAsked() {
    return item("NotificationsTable", notice()).at("/attempts/N").asInt();
  }

  /** Waits until the customer was notified of the order's end and that is recorded. */
  void awaitNotified() {
    awaitEnd();
    var isConfirmed = row().path("status").path("S").asText().equals("CONFIRMED");
    if (isConfirmed) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> record().at("/status/S").asText().equals("COMPLETED"));
    }
  }

  private ObjectNode recordKey() {
    var parts = JsonNodeFactory.instance.arrayNode().add(noticeKey());
    var key = stack.request();
    key.putObject("id").put("S", "notify-customer#" + CanonicalJson.hash(parts));
    return key;
  }

  private JsonNode record() {
    return item("IdempotencyTable", recordKey());
  }

  /** Whoever holds the key of the notice has crashed, and its lease is over. */
  void leaseEnds() {
    var request = update("IdempotencyTable", recordKey());
    request.put(
        "UpdateExpression", "SET #status = :status, in_progress_expiration = :over REMOVE #data");
    request.putObject("ExpressionAttributeNames").put("#status", "status").put("#data", "data");
    var values = request.putObject("ExpressionAttributeValues");
    values.putObject(":status").put("S", "INPROGRESS");
    values.putObject(":over").put("N", "1");
    stack.dynamoDb("UpdateItem", request);
  }

  /** As if the notice had never been asked for, but for what the customer got. */
  void forgetNotice() {
    stack.dynamoDb("DeleteItem", update("IdempotencyTable", recordKey()));
    var request = update("NotificationsTable", notice());
    request.put("UpdateExpression", "SET attempts = :none");
    request.putObject("ExpressionAttributeValues").putObject(":none").put("N", "0");
    stack.dynamoDb("UpdateItem", request);
  }

  void noteRecord() {
    standing = record();
  }

  boolean recordIsKept() {
    return record().equals(standing);
  }
}
