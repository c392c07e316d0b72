package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.StackOutputs;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.order.Address;
import com.example.orders.order.NewOrder;
import com.example.orders.order.Order;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.Transition;
import com.example.orders.order.Sku;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** An order whose steps a test takes one by one, with the deployed functions and tables. */
record OrderByHand(
    Target target, OrderKey key, DynamoDbClient dynamoDb, SfnClient stepFunctions, Orders orders)
    implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stored as accept-orders stores it, but no execution is started. */
  static OrderByHand accepted(Target target, String customer) {
    var dynamoDb = StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build();
    var key = OrderKey.of(target.subject(customer), UUID.randomUUID().toString());
    var orders = new DynamoDbOrders(dynamoDb, target.outputs().get("OrdersTableName"));
    var address = new Address("Ada", "1 Main Street", "Berlin", "10115", "DE");
    var lines = List.of(new OrderLine(new Sku("FILTER-PAPER-100"), 2));
    var order = new NewOrder(key, lines, "EUR", "tok_visa", OrderDetails.to(address));
    orders.put(Order.accepted(order, "0".repeat(64), Instant.now(), Duration.ofMinutes(30)));
    return new OrderByHand(
        target,
        key,
        dynamoDb,
        StackOutputs.configure(SfnClient.builder(), target.endpoint()).build(),
        orders);
  }

  Order row() {
    return orders.find(key).orElseThrow();
  }

  OrderByHand reserve() {
    return works("ReserveInventory");
  }

  OrderByHand charge() {
    return works("ChargePayment");
  }

  OrderByHand refund() {
    return works("RefundPayment");
  }

  OrderByHand release() {
    return works("ReleaseInventory");
  }

  private OrderByHand works(String state) {
    var answer = invoke(state);
    assertThat(answer.headers()).as(answer.text()).doesNotContainKey("x-amz-function-error");
    return this;
  }

  /** Invokes the function of a state with the order. */
  AwsAnswer invoke(String state) {
    var function = definition().at("/States/" + state + "/Arguments/FunctionName").asText();
    var path = "/2015-03-31/functions/" + function + "/invocations";
    var root = "arn:aws:iam::000000000000:root";
    var call =
        new AwsCall("lambda", root, "POST", path, Map.of(), key.executionInput().getBytes(UTF_8));
    return target.requireLocal().aws().answer(call);
  }

  OrderByHand move(OrderStatus to) {
    var moved = orders.transition(key, Transition.of(row().status(), to, Instant.now()));
    assertThat(moved).isInstanceOf(MovedTo.class);
    return this;
  }

  /** The fence as the workflow writes it. */
  OrderByHand fence(String reason) {
    move(OrderStatus.COMPENSATING);
    update("SET reason = :v, reasonDetail = :v", Map.of(":v", AttributeValue.fromS(reason)));
    return this;
  }

  /** Given up as an operator gives it up. */
  OrderByHand giveUp() {
    var undo = Transition.undo(row(), "no longer wanted", Instant.now());
    assertThat(orders.transition(key, undo)).isInstanceOf(MovedTo.class);
    return this;
  }

  /** Parked and resumed as an operator resumes it. */
  OrderByHand parkedAndResumed() {
    move(OrderStatus.PARKED);
    assertThat(orders.transition(key, Transition.resume(row(), Instant.now())))
        .isInstanceOf(MovedTo.class);
    return this;
  }

  /** The provider has the money, and the row does not know it. */
  OrderByHand chargedUnseen() {
    charge();
    update(
        "SET #s = :charging, version = :three, paymentToken = :token REMOVE history[3], paymentId",
        Map.of(
            ":charging", AttributeValue.fromS("CHARGING"),
            ":three", AttributeValue.fromN("3"),
            ":token", AttributeValue.fromS("tok_visa")));
    return this;
  }

  /** What the warehouse has decided. */
  OrderByHand shipment(String decision) {
    dynamoDb.putItem(
        put ->
            put.tableName(target.outputs().get("ShipmentsTableName"))
                .item(
                    Map.of(
                        "shipmentKey", AttributeValue.fromS(key.messageGroup()),
                        "status", AttributeValue.fromS(decision),
                        "shipmentId", AttributeValue.fromS("shp_1"),
                        "parcels", AttributeValue.fromN(decision.equals("ACCEPTED") ? "1" : "0"),
                        "at", AttributeValue.fromS(Instant.now().toString()))));
    return this;
  }

  private void update(String expression, Map<String, AttributeValue> values) {
    dynamoDb.updateItem(
        update ->
            update
                .tableName(target.outputs().get("OrdersTableName"))
                .key(
                    Map.of(
                        "customer", AttributeValue.fromS(key.customer().value()),
                        "orderId", AttributeValue.fromS(key.orderId().value())))
                .updateExpression(expression)
                .expressionAttributeNames(expression.contains("#s") ? Map.of("#s", "status") : null)
                .expressionAttributeValues(values));
  }

  /** Runs an execution of this order to its end. */
  ExecutionStatus run(String suffix) {
    return end(start(suffix));
  }

  /** Answers the ARN of the execution, which runs on. */
  String start(String suffix) {
    return stepFunctions
        .startExecution(
            start ->
                start
                    .stateMachineArn(target.outputs().get("OrderWorkflowArn"))
                    .name(key.executionName() + suffix)
                    .input(key.executionInput()))
        .executionArn();
  }

  /** Waits for the end of an execution. */
  ExecutionStatus end(String execution) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> stepFunctions.describeExecution(get -> get.executionArn(execution)).status(),
            status -> status != ExecutionStatus.RUNNING);
  }

  private JsonNode definition() {
    var machine = target.outputs().get("OrderWorkflowArn");
    try {
      return JSON.readTree(
          stepFunctions.describeStateMachine(get -> get.stateMachineArn(machine)).definition());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stepFunctions.close();
    dynamoDb.close();
  }
}
