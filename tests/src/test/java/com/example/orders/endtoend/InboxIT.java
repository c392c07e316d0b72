package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Unnotified;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.EditRules;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsCall;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** From the failure over the inbox and the replay to an order that ends. */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final String CUSTOMER = "inbox";

  private Target target;
  private OrdersQueue queue;
  private Inbox inbox;

  @BeforeAll
  void open(Target target) {
    this.target = target;
    queue = OrdersQueue.of(target);
    inbox = Inbox.of(target);
  }

  @AfterAll
  void close() {
    queue.close();
    inbox.close();
  }

  @Test
  void aPoisonMessageIsMendedReplayedAndItsOrderConfirmed() throws IOException {
    var order = Orders.good();
    var envelope = OrdersQueue.envelope(subject(), order).toString();
    var poison = envelope.replace("\"quantity\":1", "\"quantity\":\"1\"");
    queue.sendDead(group(order), poison);
    var entry = awaitEntry(order, FailureSource.ORDERS_QUEUE);
    target.await(() -> assertThat(status(order)).isEqualTo("PARKED"));

    assertThat(entry.classification().rule()).isEqualTo("unreadable-message");
    assertThat(new EditRules().judge(entry, poison, envelope))
        .isEqualTo(new EditRules.Allowed(envelope));
    edit(entry, envelope);
    assertThat(replay(entry).path("outcome").asText()).isEqualTo("SENT");

    assertThat(ended(order)).isEqualTo("CONFIRMED");
    awaitResolved(entry);
    assertThat(replay(entry).path("outcome").asText()).isEqualTo("REFUSED");
    assertThat(inbox.failures().audit(entry.id()).stream().map(AuditEntry::action))
        .contains(Action.RECORD, Action.REPLAY, Action.EDIT, Action.RESOLVE);
  }

  @Test
  void aMessageThatNobodyConsumedIsReplayedAsItIs() throws IOException {
    var order = Orders.good();
    var envelope = OrdersQueue.envelope(subject(), order).toString();
    queue.sendDead(group(order), envelope);
    var entry = awaitEntry(order, FailureSource.ORDERS_QUEUE);

    replay(entry);

    assertThat(ended(order)).isEqualTo("CONFIRMED");
    awaitResolved(entry);
  }

  @Test
  void anExecutionThatWasAbortedIsRedrivenToItsEnd() throws IOException {
    var order = slow();
    abort(order);
    var entry = awaitEntry(order, FailureSource.WORKFLOW);

    assertThat(entry.error()).isEqualTo("Execution.ABORTED");
    assertThat(replay(entry).path("detail").asText()).startsWith("redrove");

    assertThat(ended(order)).isEqualTo("CONFIRMED");
    awaitResolved(entry);
  }

  @Test
  void fault30_theSweeperFindsAnOrderWhoseEventWasDropped() throws IOException {
    var faults = target.requireLocal().faults();
    faults.add(
        FaultRules.parse(
            "{\"rules\":[{\"id\":\"dropped\",\"fault\":\"drop-event\",\"order\":\"ABORTED\"}]}"));
    try {
      var order = slow();
      abort(order);
      target.await(() -> assertThat(faults.injected("dropped")).isPositive());
      assertThat(inbox.of(subject(), Orders.id(order))).isEmpty();
      makeOverdue(order);

      invoke("SweepOrdersFunction", "{}");

      var entry = awaitEntry(order, FailureSource.WORKFLOW);
      assertThat(entry.classification().rule()).isEqualTo("order-overdue");
      replay(entry);
      assertThat(ended(order)).isEqualTo("CONFIRMED");
      awaitResolved(entry);
      assertThat(target.logs().lines()).anyMatch(line -> line.contains("OldestTransientAge"));
    } finally {
      faults.heal();
    }
  }

  @Test
  void fault30_aCustomerOfWhoseOrderNobodyHeardIsFoundAndNotified() {
    var order = confirmedUnheard();
    var unnotified = new Unnotified(target.outputs(), target.endpoint());
    var lost = of(order, unnotified.endedBefore(Instant.now()));
    assertThat(lost).hasSize(1);

    unnotified.send(lost);

    target.await(() -> assertThat(of(order, unnotified.endedBefore(Instant.now()))).isEmpty());
    assertThat(inbox.of(subject(), Orders.id(order))).isEmpty();
  }

  private static List<ObjectNode> of(ObjectNode order, List<ObjectNode> events) {
    return events.stream()
        .filter(event -> event.at("/detail/data/orderId").asText().equals(Orders.id(order)))
        .toList();
  }

  @Test
  void aShipmentRequestAnInvokeAndAnEventGoBackToWhereTheyCameFrom() throws IOException {
    var order = heldOnItsWayToTheWarehouse();
    send("ShipmentDeadLetterQueueUrl", shipment(order));
    var invoked = confirmedUnheard();
    sendFailedInvoke(event(invoked, "OrderConfirmed"));
    var undelivered = confirmedUnheard();
    sendUndelivered(event(undelivered, "OrderConfirmed"));
    var entries =
        List.of(
            awaitEntry(order, FailureSource.SHIPMENT_QUEUE),
            awaitEntry(invoked, FailureSource.ASYNC_INVOKE),
            awaitEntry(undelivered, FailureSource.EVENT_TARGET));
    for (var entry : entries) {
      assertThat(replay(entry).path("outcome").asText()).as("%s", entry).isEqualTo("SENT");
    }
    target.requireLocal().faults().heal();
    assertThat(ended(order)).isEqualTo("CONFIRMED");
    for (var entry : entries) {
      awaitResolved(entry);
    }
  }

  @Test
  void nothingIsAnnouncedThatTheOrdersRowDenies() throws IOException {
    var order = confirmedUnheard();
    sendUndelivered(event(order, "OrderRejected"));
    var entry = awaitEntry(order, FailureSource.EVENT_TARGET);

    var refused = replay(entry);

    assertThat(refused.path("outcome").asText()).isEqualTo("REFUSED");
    assertThat(refused.path("detail").asText())
        .isEqualTo("the order's row says otherwise: it is CONFIRMED");
    assertThat(inbox.find(entry.id()).orElseThrow().classification().rule())
        .isEqualTo("replay-refused");
    assertThat(ask("discard", entry).path("outcome").asText()).isEqualTo("DISCARDED");
  }

  @Test
  void anUndoneOrderIsRejectedAndItsCustomerSeesWhy() throws IOException {
    var order = Orders.good();
    put(neverStarted(order));
    invoke("SweepOrdersFunction", "{}");
    var entry = awaitEntry(order, FailureSource.WORKFLOW);

    assertThat(ask("undo", entry).path("outcome").asText()).isEqualTo("SENT");

    assertThat(ended(order)).isEqualTo("REJECTED");
    var seen = target.api().find(CUSTOMER, Orders.id(order)).orElseThrow();
    assertThat(seen.path("reason").asText()).isEqualTo("UNDONE_BY_OPERATOR");
    awaitResolved(entry);
    assertThat(ask("undo", entry).path("outcome").asText()).isEqualTo("REFUSED");
  }

  @Test
  void aDiscardedOrderIsNoMoreLookedFor() throws IOException {
    var order = Orders.good();
    put(neverStarted(order));
    invoke("SweepOrdersFunction", "{}");
    var entry = awaitEntry(order, FailureSource.WORKFLOW);

    assertThat(ask("discard", entry).path("outcome").asText()).isEqualTo("DISCARDED");

    var seen = target.api().find(CUSTOMER, Orders.id(order)).orElseThrow();
    assertThat(seen.path("status").asText()).isEqualTo("PARKED");
    assertThat(seen.path("reason").asText()).isEqualTo("DISCARDED_BY_OPERATOR");
    var row =
        inbox
            .dynamoDb()
            .getItem(r -> r.tableName(target.outputs().get("OrdersTableName")).key(key(order)))
            .item();
    assertThat(row).doesNotContainKeys("openShard", "deadline");
    assertThat(inbox.find(entry.id()).orElseThrow().state()).isEqualTo(FailureState.DISCARDED);
    assertThat(replay(entry).path("outcome").asText()).isEqualTo("REFUSED");
  }

  @Test
  void anOrderWhoseWorkflowNeverStartedIsFoundAndStarted() throws IOException {
    var order = Orders.good();
    put(neverStarted(order));

    invoke("SweepOrdersFunction", "{}");
    var entry = awaitEntry(order, FailureSource.WORKFLOW);
    assertThat(replay(entry).path("detail").asText()).startsWith("started");

    assertThat(ended(order)).isEqualTo("CONFIRMED");
    awaitResolved(entry);
  }

  @Test
  void aParkedOrderGoesOnWhereItWasParked() throws IOException {
    var order = slow();
    park(order);
    abort(order);
    var entry = awaitEntry(order, FailureSource.WORKFLOW);

    replay(entry);

    assertThat(ended(order)).isEqualTo("CONFIRMED");
    awaitResolved(entry);
  }

  /** Its workflow waits for the warehouse for a while. */
  private ObjectNode slow() {
    var order = Orders.withLines("WAREHOUSE-SLOW", 1);
    target.api().place(CUSTOMER, order.toString());
    target.await(() -> assertThat(status(order)).isEqualTo("PAYMENT_CHARGED"));
    return order;
  }

  /** Until the faults are healed: an order that has ended needs no shipment. */
  private ObjectNode heldOnItsWayToTheWarehouse() {
    var order = Orders.good();
    var rule =
        """
        {"rules": [{"id": "held", "fault": "latency", "service": "lambda", "operation": "Invoke",
          "resource": "SimulateWarehouseFunction", "order": "%s", "latencyMillis": 60000}]}
        """;
    var faults = target.requireLocal().faults();
    faults.add(FaultRules.parse(rule.formatted(Orders.id(order))));
    target.api().place(CUSTOMER, order.toString());
    target.await(() -> assertThat(faults.injected("held")).isPositive());
    return order;
  }

  private void abort(ObjectNode order) {
    var arn =
        target.outputs().get("OrderWorkflowArn").replace(":stateMachine:", ":execution:")
            + ":"
            + subject()
            + "-"
            + Orders.id(order);
    var body = JSON.createObjectNode().put("executionArn", arn).toString();
    var answer =
        target
            .requireLocal()
            .aws()
            .answer(AwsCall.json("states", ROOT, "AWSStepFunctions.StopExecution", body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /** An order that has ended well, of which its customer was not notified. */
  private ObjectNode confirmedUnheard() {
    var order = Orders.good();
    var row = neverStarted(order);
    row.put("status", AttributeValue.fromS("CONFIRMED"));
    row.put("total", AttributeValue.fromN("590"));
    row.keySet().removeAll(List.of("openShard", "deadline"));
    put(row);
    return order;
  }

  private void put(Map<String, AttributeValue> row) {
    inbox.dynamoDb().putItem(r -> r.tableName(target.outputs().get("OrdersTableName")).item(row));
  }

  private void sendFailedInvoke(ObjectNode event) {
    var record = JSON.createObjectNode();
    record
        .putObject("requestContext")
        .put("functionArn", function("NotifyCustomer"))
        .put("condition", "RetriesExhausted");
    record.set("requestPayload", event);
    send("FailuresQueueUrl", record);
  }

  private ObjectNode shipment(ObjectNode order) {
    var request = JSON.createObjectNode().put("type", "SHIP").put("customer", subject());
    request.put("orderId", Orders.id(order)).put("taskToken", "spent");
    request.set("lines", order.get("lines"));
    return request;
  }

  private ObjectNode event(ObjectNode order, String type) {
    var key = subject() + "#" + Orders.id(order) + "#" + type;
    var event = JSON.createObjectNode().put("version", "0").put("source", "orderly.orders");
    event.put("id", UUID.randomUUID().toString()).put("detail-type", type);
    var detail = event.putObject("detail");
    detail
        .putObject("metadata")
        .put("correlationId", Orders.id(order))
        .put("idempotencyKey", key)
        .put("schemaVersion", 1);
    var data =
        detail
            .putObject("data")
            .put("customer", subject())
            .put("orderId", Orders.id(order))
            .put("status", type.substring(5).toUpperCase(Locale.ROOT));
    if (type.equals("OrderConfirmed")) {
      data.put("total", 1490).put("currency", "EUR");
    } else {
      data.put("reason", "OUT_OF_STOCK");
    }
    return event;
  }

  private void send(String queueOutput, JsonNode body) {
    var url = target.outputs().get(queueOutput);
    queue.sqs().sendMessage(message -> message.queueUrl(url).messageBody(body.toString()));
  }

  private void sendUndelivered(ObjectNode event) {
    var bus = target.outputs().get("OrderEventsName");
    var rule =
        MessageAttributeValue.builder()
            .dataType("String")
            .stringValue("arn:aws:events:us-east-1:000000000000:rule/" + bus + "/some-rule")
            .build();
    queue
        .sqs()
        .sendMessage(
            message ->
                message
                    .queueUrl(target.outputs().get("EventsDeadLetterQueueUrl"))
                    .messageAttributes(Map.of("RULE_ARN", rule))
                    .messageBody(event.toString()));
  }

  /** As accept-orders leaves it when it dies between its two calls and never gets its message. */
  private Map<String, AttributeValue> neverStarted(ObjectNode order) {
    var past = AttributeValue.fromS("2026-01-01T00:00:00.000Z");
    var change = Map.of("status", AttributeValue.fromS("ACCEPTED"), "at", past);
    var line =
        Map.of(
            "sku", AttributeValue.fromS("FILTER-PAPER-100"), "quantity", AttributeValue.fromN("1"));
    var row = new HashMap<String, AttributeValue>(key(order));
    row.put("acceptedAt", past);
    row.put("deadline", past);
    row.put("openShard", AttributeValue.fromS("0"));
    row.put("status", AttributeValue.fromS("ACCEPTED"));
    row.put("version", AttributeValue.fromN("1"));
    row.put("bodyHash", AttributeValue.fromS("hash"));
    row.put("currency", AttributeValue.fromS("EUR"));
    row.put("paymentToken", AttributeValue.fromS("tok_visa"));
    row.put("lines", AttributeValue.fromL(List.of(AttributeValue.fromM(line))));
    row.put("history", AttributeValue.fromL(List.of(AttributeValue.fromM(change))));
    return row;
  }

  private Map<String, AttributeValue> key(ObjectNode order) {
    return Map.of(
        "customer", AttributeValue.fromS(subject()),
        "orderId", AttributeValue.fromS(Orders.id(order)));
  }

  private void park(ObjectNode order) {
    var parked =
        Map.of(
            "status", AttributeValue.fromS("PARKED"),
            "at", AttributeValue.fromS("2026-11-21T03:15:01.500Z"));
    inbox
        .dynamoDb()
        .updateItem(
            r ->
                r.tableName(target.outputs().get("OrdersTableName"))
                    .key(key(order))
                    .updateExpression(
                        "SET #s = :s, #v = #v + :one, history = list_append(history, :h)")
                    .expressionAttributeNames(Map.of("#s", "status", "#v", "version"))
                    .expressionAttributeValues(
                        Map.of(
                            ":s", AttributeValue.fromS("PARKED"),
                            ":one", AttributeValue.fromN("1"),
                            ":h", AttributeValue.fromL(List.of(AttributeValue.fromM(parked))))));
  }

  private void makeOverdue(ObjectNode order) {
    inbox
        .dynamoDb()
        .updateItem(
            r ->
                r.tableName(target.outputs().get("OrdersTableName"))
                    .key(key(order))
                    .updateExpression("SET deadline = :past")
                    .conditionExpression("attribute_exists(openShard)")
                    .expressionAttributeValues(
                        Map.of(":past", AttributeValue.fromS("2026-01-01T00:00:00.000Z"))));
  }

  private Failure awaitEntry(ObjectNode order, FailureSource source) {
    target.await(
        () ->
            assertThat(inbox.of(subject(), Orders.id(order)))
                .anyMatch(failure -> failure.source() == source));
    return inbox
        .of(subject(), Orders.id(order))
        .filter(failure -> failure.source() == source)
        .findAny()
        .orElseThrow();
  }

  private void edit(Failure open, String payload) {
    var audit = AuditEntry.of(Instant.now(), "a test", Action.EDIT, "OPEN");
    assertThat(inbox.failures().edit(open, open.edit(), payload, audit)).isTrue();
  }

  private void awaitResolved(Failure entry) {
    target.await(
        () -> {
          invoke("ReplayFailuresFunction", "{}");
          assertThat(inbox.find(entry.id()).orElseThrow().state()).isEqualTo(FailureState.RESOLVED);
        });
  }

  private JsonNode replay(Failure entry) throws IOException {
    return ask("replay", entry);
  }

  private JsonNode ask(String action, Failure entry) throws IOException {
    var request = JSON.createObjectNode().put("action", action).put("reason", "for a test");
    request.put("failureId", entry.id().value()).put("by", "arn:operator");
    return JSON.readTree(invoke("ReplayFailuresFunction", request.toString()));
  }

  private String invoke(String function, String event) {
    var name = name(function);
    var path = "/2015-03-31/functions/" + name + ":live/invocations";
    var call = new AwsCall("lambda", ROOT, "POST", path, Map.of(), event.getBytes(UTF_8));
    var answer = target.requireLocal().aws().answer(call);
    assertThat(answer.headers()).as(answer.text()).doesNotContainKey("x-amz-function-error");
    return answer.text();
  }

  private String function(String name) {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + name(name);
  }

  private String name(String function) {
    return target.requireLocal().stack().ofType("AWS::Lambda::Function").stream()
        .map(resource -> resource.ref())
        .filter(ref -> ref.contains(function.replace("Function", "")))
        .findAny()
        .orElseThrow();
  }

  private String status(ObjectNode order) {
    return target
        .api()
        .find(CUSTOMER, Orders.id(order))
        .map(found -> found.path("status").asText())
        .orElse("");
  }

  private String ended(ObjectNode order) {
    return target.awaitTerminal(CUSTOMER, Orders.id(order)).path("status").asText();
  }

  private String group(ObjectNode order) {
    return subject() + "#" + Orders.id(order);
  }

  private String subject() {
    return target.subject(CUSTOMER);
  }
}
