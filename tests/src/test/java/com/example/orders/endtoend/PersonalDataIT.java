package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Addresses, payment token and note of an order are marked and then looked for wherever they must
 * not be. They may be in the orders queue, its dead-letter queue and the order's row, nowhere else.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonalDataIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUSTOMER = "discreet";
  private static final String MARK = "zq7private";

  /** A token's beginning gives away any token, also the ones that carry no mark. */
  private static final Pattern PERSONAL = Pattern.compile(MARK + "|tok_[a-z]");

  private final Map<String, String> expected = new TreeMap<>();
  private final List<String> events = new ArrayList<>();
  private Target target;

  @BeforeAll
  void ordersOfEveryFateHaveEnded(Target target) {
    this.target = target;
    try (var queue = OrdersQueue.of(target);
        var inbox = Inbox.of(target);
        var bus = new BusCopy(target)) {
      place("CONFIRMED", "tok_visa", Orders.good());
      var before = queue.giveBackAfter("2");
      place("PAYMENT_DECLINED", "tok_" + MARK, Orders.good());
      place("OUT_OF_STOCK", "tok_" + MARK, Orders.withLines("SOLD-OUT", 1));
      place("UNKNOWN_SKU", "tok_" + MARK, Orders.withLines("NO-SUCH-SKU", 1));
      place("SHIPMENT_REFUSED", "tok_visa", Orders.withLines("WAREHOUSE-REFUSES", 1));
      place("INVALID_ORDER", "tok_" + MARK, Orders.good().put("currency", "ABC"));
      place("CONFIRMED", "tok_timeout_once", Orders.good());
      contradict();
      var poison = poison(queue);
      target.await(() -> assertThat(inbox.payloads().values()).containsAll(poison));
      queue.giveBackAfter(before);
      target.await(
          () -> {
            var published =
                bus.events().stream().filter(event -> event.contains("responsePayload"));
            assertThat(String.join("\n", published.toList())).contains(expected.keySet());
          });
      events.addAll(bus.events());
    }
  }

  @Test
  void noLogLineHoldsAny() {
    assertThat(target.logs().lines()).noneMatch(PersonalDataIT::isPersonal);
    for (var orderId : expected.keySet()) {
      assertThat(target.logs().count(orderId)).as("log lines of %s", orderId).isPositive();
    }
  }

  @Test
  void noLogLineHoldsATaskToken() {
    var tokens = new HashSet<String>();
    histories().forEach(history -> tokens.addAll(taskTokens(history)));
    assertThat(tokens).isNotEmpty();
    for (var token : tokens) {
      assertThat(target.logs().count(token)).as("log lines with a task token").isZero();
    }
  }

  @Test
  void noExecutionHoldsAny() {
    var histories = histories();
    assertThat(histories).noneMatch(PersonalDataIT::isPersonal);
    assertThat(String.join("\n", histories)).contains("OutOfStockException", "TaskSucceeded");
  }

  @Test
  void noEventHoldsAny() {
    assertThat(events).noneMatch(PersonalDataIT::isPersonal);
  }

  @Test
  void noTableButTheOrdersHoldsAny() {
    try (var dynamoDb =
        StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build()) {
      for (var table :
          List.of(
              "LedgerTableName",
              "ShipmentsTableName",
              "ProductsTableName",
              "NotificationsTableName",
              "IdempotencyTableName")) {
        var items = dynamoDb.scan(scan -> scan.tableName(target.outputs().get(table))).items();
        assertThat(items).as(table).isNotEmpty();
        assertThat(items).as(table).noneMatch(item -> isPersonal(item.toString()));
      }
    }
  }

  @Test
  void anOrderThatEndedKeepsNoPaymentToken() {
    try (var dynamoDb =
        StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build()) {
      var key = "customer = :customer";
      var rows =
          dynamoDb
              .query(
                  query ->
                      query
                          .tableName(target.outputs().get("OrdersTableName"))
                          .keyConditionExpression(key)
                          .expressionAttributeValues(
                              Map.of(":customer", AttributeValue.fromS(target.subject(CUSTOMER)))))
              .items();
      assertThat(rows).hasSameSizeAs(expected.keySet());
      assertThat(rows).noneMatch(row -> row.toString().contains("tok_"));
    }
  }

  private static boolean isPersonal(String text) {
    return PERSONAL.matcher(text).find();
  }

  private void place(String end, String token, ObjectNode order) {
    var answer = target.api().place(CUSTOMER, marked(order, token).toString());
    assertThat(answer.httpStatus()).isEqualTo(202);
    var ended = target.awaitTerminal(CUSTOMER, Orders.id(order));
    assertThat(List.of(ended.path("status").asText(), ended.path("reason").asText())).contains(end);
    expected.put(Orders.id(order), end);
  }

  private static ObjectNode marked(ObjectNode order, String token) {
    order.put("paymentToken", token).put("note", "Note " + MARK);
    order.put("email", MARK + "@example.com");
    var address = (ObjectNode) order.get("shippingAddress");
    for (var field : List.of("name", "street", "city", "postalCode")) {
      address.put(field, field + " " + MARK);
    }
    return order;
  }

  private void contradict() {
    var order = marked(Orders.good(), "tok_visa");
    target.api().place(CUSTOMER, order.toString());
    target.awaitTerminal(CUSTOMER, Orders.id(order));
    target.api().place(CUSTOMER, order.put("note", "Another note " + MARK).toString());
    target.awaitConflicts(CUSTOMER, Orders.id(order), 1);
    expected.put(Orders.id(order), "CONFIRMED");
  }

  /** Messages that the consumer cannot read, each in another way. */
  private static Set<String> poison(OrdersQueue queue) {
    var envelope = OrdersQueue.envelope(CUSTOMER, marked(Orders.good(), "tok_" + MARK));
    var messages =
        Set.of(
            MARK + " is no JSON",
            "{\"customer\":\"" + MARK + "\",\"order\":" + MARK,
            envelope.toString(),
            envelope.deepCopy().put(MARK, MARK).toString(),
            envelope.toString().replaceFirst("\\{", "{\"customer\":\"" + MARK + "\","),
            envelope.toString().replace("\"quantity\":1", "\"quantity\":\"" + MARK + "\""));
    messages.forEach(message -> queue.send("poison-" + UUID.randomUUID(), message));
    return messages;
  }

  /** Input, output and every event of every execution of this run, as the endpoint tells them. */
  private List<String> histories() {
    var machine = target.outputs().get("OrderWorkflowArn");
    var executions = new ArrayList<String>();
    var page = ask("ListExecutions", "stateMachineArn", machine);
    for (var execution : page.path("executions")) {
      var arn = execution.path("executionArn").asText();
      var history = ask("GetExecutionHistory", "executionArn", arn);
      assertThat(history.has("nextToken")).as("more pages of history").isFalse();
      executions.add(ask("DescribeExecution", "executionArn", arn) + "\n" + history);
    }
    assertThat(page.has("nextToken")).as("more pages of executions").isFalse();
    return executions;
  }

  /** Unread by an SDK, which would hide from its texts what it holds to be sensitive. */
  private JsonNode ask(String operation, String name, String value) {
    var call =
        AwsCall.json(
            "states",
            "arn:aws:iam::000000000000:root",
            "AWSStepFunctions." + operation,
            JSON.createObjectNode().put(name, value).put("maxResults", 1000).toString());
    try {
      return JSON.readTree(target.requireLocal().aws().answer(call).text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> taskTokens(String history) {
    return Pattern.compile("taskToken[\\\\\": ]+([^\\\\\"]+)")
        .matcher(history)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }
}
