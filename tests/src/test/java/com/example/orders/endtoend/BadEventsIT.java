package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.observe.CallCount;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events straight to each function of the template, unseen by queue, workflow or API: it fails or
 * returns the message, writes nothing, logs nothing of it, and takes the next event. {@code
 * docs/bad-inputs.md} has the numbers.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadEventsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final String MARK = "zq6event";
  private static final String BEHIND_THE_API = "OperateFailuresFunction";
  private static final Set<String> QUEUE_CONSUMERS =
      Set.of("AcceptOrdersFunction", "SimulateWarehouseFunction", "RecordFailureFunction");

  /** A schedule starts them: what the event holds is never read. */
  private static final Set<String> WITHOUT_INPUT =
      Set.of("SweepOrdersFunction", "ReplayFailuresFunction");

  private static final Set<String> READS =
      Set.of("GetItem", "Query", "ReceiveMessage", "GetQueueAttributes", "DescribeExecution");

  private Target target;
  private List<String> functions;

  @BeforeAll
  void findTheFunctions(Target target) throws IOException {
    this.target = target;
    var call = new AwsCall("lambda", ROOT, "GET", "/2015-03-31/functions/", Map.of(), new byte[0]);
    var answer = target.requireLocal().aws().answer(call);
    functions =
        JSON.readTree(answer.text())
            .path("Functions")
            .valueStream()
            .map(function -> function.path("FunctionName").asText())
            .toList();
    assertThat(functions).hasSizeGreaterThanOrEqualTo(6);
  }

  Stream<Arguments> wholeEvents() throws IOException {
    var order = OrdersQueue.envelope("someone", Orders.good().put("note", MARK));
    var events = new LinkedHashMap<String, String>();
    events.put("45: no field", "{}");
    events.put("45: unknown fields", "{\"schemaVersion\":99,\"" + MARK + "\":{\"a\":[1]}}");
    events.put("45: null", "null");
    events.put("45: an array", "[]");
    // No mark: the runtime itself, which cannot read such an event, quotes a text in its error.
    events.put("45: text", "\"x\"");
    events.put("45: a number", "-1");
    events.put("45: null in each field", nulls());
    events.put("45: wrong types", "{\"customer\":{},\"orderId\":[],\"Records\":\"x\"}");
    events.put("45: 1000 deep", "{\"a\":".repeat(999) + "1" + "}".repeat(999));
    events.put("45: 5 MB", "{\"orderId\":\"" + "x".repeat(5_000_000) + "\"}");
    events.put("46: in base64", "\"" + base64(order.toString()) + "\"");
    events.put("46: from SNS", sns(order.toString()).toString());
    events.put("46: from EventBridge", eventBridge(order).toString());
    events.put("46: from an API", JSON.createObjectNode().put("body", order.toString()).toString());
    events.put("47: 20 envelopes", envelopes(order).toString());
    return functions.stream()
        .filter(name -> !WITHOUT_INPUT.contains(shortName(name)))
        .flatMap(
            name ->
                events.entrySet().stream().map(e -> Arguments.of(name, e.getKey(), e.getValue())));
  }

  @ParameterizedTest(name = "bad input {1}, to {0}")
  @MethodSource("wholeEvents")
  void anEventOfAnotherFormHasNoEffect(String function, String what, String event)
      throws IOException {
    var before = writes(function);
    var answer = invoke(function, event);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(writes(function)).isEqualTo(before);
    if (!answer.headers().containsKey("x-amz-function-error")) {
      assertThatItIsRefused(shortName(function), JSON.readTree(answer.text()));
    }
    assertThat(target.logs().lines().stream().filter(line -> line.contains(MARK))).isEmpty();
  }

  /** A function behind the API says so with a status, a consumer of a queue finds no message. */
  private static void assertThatItIsRefused(String function, JsonNode answer) {
    if (function.equals(BEHIND_THE_API)) {
      assertThat(answer.path("statusCode").asInt()).isBetween(400, 499);
      assertThat(answer.path("body").asText()).contains("urn:orderly:problem:");
    } else {
      assertThat(QUEUE_CONSUMERS).contains(function);
      assertThat(answer.path("batchItemFailures")).isEmpty();
    }
  }

  Stream<Arguments> messages() throws IOException {
    var order = OrdersQueue.envelope("someone", Orders.good().put("note", MARK));
    var bodies = new LinkedHashMap<String, String>();
    bodies.put("45: a schema version", order.deepCopy().put("schemaVersion", 99).toString());
    bodies.put("45: an unknown field", order.deepCopy().put(MARK, 1).toString());
    bodies.put("45: no body", "");
    bodies.put("45: null", "null");
    bodies.put("45: 1000 deep", "[".repeat(999) + "]".repeat(999));
    bodies.put("45: 1 MB", "{\"customer\":\"" + MARK.repeat(125_000) + "\"}");
    bodies.put("46: in base64", base64(order.toString()));
    bodies.put("46: from SNS", sns(order.toString()).toString());
    bodies.put("46: from EventBridge", eventBridge(order).toString());
    bodies.put("46: JSON in a string", JSON.writeValueAsString(order.toString()));
    bodies.put("47: 20 envelopes", envelopes(order).toString());
    return functions.stream()
        .filter(name -> QUEUE_CONSUMERS.contains(shortName(name)))
        .filter(name -> !shortName(name).equals("RecordFailureFunction")) // it records any message
        .flatMap(
            name ->
                bodies.entrySet().stream().map(e -> Arguments.of(name, e.getKey(), e.getValue())));
  }

  @ParameterizedTest(name = "bad input {1}, in a message to {0}")
  @MethodSource("messages")
  void aMessageOfAnotherFormIsReturned(String function, String what, String body)
      throws IOException {
    var before = writes(function);
    var answer = JSON.readTree(invoke(function, batch(body, 1).toString()).text());
    assertThat(answer.at("/batchItemFailures/0/itemIdentifier").asText())
        .as(answer.toString())
        .isEqualTo("message-1");
    assertThat(writes(function)).isEqualTo(before);
    assertThat(target.logs().lines().stream().filter(line -> line.contains(MARK))).isEmpty();
  }

  @Test
  void badInput48And49_receiveCountFutureTimesAndForgedTracesDecideNothing() throws IOException {
    var customer = target.subject("bad-events");
    var order = Orders.good();
    var event = batch(OrdersQueue.envelope(customer, order).toString(), 1000);
    var message = (ObjectNode) event.at("/Records/0");
    var attributes = (ObjectNode) message.get("attributes");
    attributes.put("MessageGroupId", customer + "#" + Orders.id(order));
    attributes.put("SentTimestamp", "4102444800000");
    attributes.put("AWSTraceHeader", "Root=" + "x".repeat(10_000));
    var accept = functions.stream().filter(name -> shortName(name).startsWith("Accept")).findAny();
    var answer = JSON.readTree(invoke(accept.orElseThrow(), event.toString()).text());
    assertThat(answer.path("batchItemFailures")).isEmpty();
    assertThat(target.awaitTerminal("bad-events", Orders.id(order)).path("status").asText())
        .isEqualTo("CONFIRMED");
  }

  private AwsAnswer invoke(String function, String event) {
    var path = "/2015-03-31/functions/" + function + ":live/invocations";
    var call = new AwsCall("lambda", ROOT, "POST", path, Map.of(), event.getBytes(UTF_8));
    return target.requireLocal().aws().answer(call);
  }

  /** Other calls than reads that the function's role has made so far. */
  private Map<String, Long> writes(String function) {
    return target.requireLocal().calls().counts().stream()
        .filter(call -> call.principal().contains(shortName(function) + "Role"))
        .filter(call -> !READS.contains(call.operation()))
        .filter(call -> !call.operation().contains("Message")) // its poller's
        .collect(Collectors.toMap(CallCount::operation, CallCount::calls, Long::sum, TreeMap::new));
  }

  /** The logical ID of a name like {@code orderly-AcceptOrdersFunction}. */
  private static String shortName(String function) {
    var name = function.substring(function.lastIndexOf('-') + 1);
    return name.endsWith("Function") ? name : name + "Function";
  }

  private static ObjectNode batch(String body, int receives) {
    var message =
        JSON.createObjectNode()
            .put("messageId", "message-1")
            .put("receiptHandle", "receipt-1")
            .put("body", body)
            .put("eventSource", "aws:sqs")
            .put("eventSourceARN", "arn:aws:sqs:us-east-1:000000000000:orders.fifo")
            .put("awsRegion", "us-east-1");
    message
        .putObject("attributes")
        .put("ApproximateReceiveCount", Integer.toString(receives))
        .put("SentTimestamp", "1763690400000")
        .put("ApproximateFirstReceiveTimestamp", "1763690400000")
        .put("SenderId", "AIDA")
        .put("SequenceNumber", "1")
        .put("MessageDeduplicationId", UUID.randomUUID().toString())
        .put("MessageGroupId", "someone#" + UUID.randomUUID());
    message.putObject("messageAttributes");
    var event = JSON.createObjectNode();
    event.putArray("Records").add(message);
    return event;
  }

  private static ObjectNode sns(String message) {
    return JSON.createObjectNode()
        .put("Type", "Notification")
        .put("TopicArn", "arn:aws:sns:us-east-1:000000000000:orders")
        .put("Message", message);
  }

  private static ObjectNode eventBridge(JsonNode detail) {
    return JSON.createObjectNode()
        .put("source", "com.example." + MARK)
        .put("detail-type", "OrderPlaced")
        .set("detail", detail);
  }

  private static ObjectNode envelopes(JsonNode innermost) {
    var envelope = innermost;
    for (var i = 0; i < 20; i++) {
      envelope =
          JSON.createObjectNode().put("version", "1.0").<ObjectNode>set("requestPayload", envelope);
    }
    return (ObjectNode) envelope;
  }

  private static String nulls() {
    var fields = Stream.of("customer", "orderId", "Records", "detail", "total", "lines");
    return fields.map(field -> "\"" + field + "\":null").collect(Collectors.joining(",", "{", "}"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
