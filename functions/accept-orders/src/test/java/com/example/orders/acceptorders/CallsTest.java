package com.example.orders.acceptorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.when;

import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.lambda.Telemetry;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.Samples;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The AWS calls are the bill and the load: each path makes these and no others. */
@SuppressWarnings("unchecked")
class CallsTest {
  private final DynamoDbClient dynamoDb = mock(DynamoDbClient.class);
  private final SfnClient stepFunctions = mock(SfnClient.class);
  private final EventBridgeClient eventBridge = mock(EventBridgeClient.class);
  private final Map<List<AttributeValue>, Map<String, AttributeValue>> table = new HashMap<>();
  private final AcceptOrdersHandler handler =
      new AcceptOrdersHandler(
          new Accepting(
              new DynamoDbOrders(dynamoDb, "orders"),
              new StepFunctionsWorkflows(stepFunctions, "arn:workflow"),
              new EventBridgeRejectedOrders(() -> eventBridge, "bus"),
              Samples.TIME_TO_END,
              Clock.systemUTC()),
          AgedLane.closed("orderly-aged-orders.fifo"),
          Telemetry.fromEnvironment());

  @BeforeEach
  void answers() {
    when(dynamoDb.putItem(any(Consumer.class))).thenAnswer(call -> put(call.getArgument(0)));
    when(dynamoDb.updateItem(any(Consumer.class))).thenReturn(UpdateItemResponse.builder().build());
    when(eventBridge.putEvents(any(Consumer.class)))
        .thenReturn(PutEventsResponse.builder().failedEntryCount(0).build());
  }

  @Test
  void aNewOrderCostsOnePutAndOneStart() {
    assertThat(calls("one-order")).containsExactly("putItem", "startExecution");
  }

  @Test
  void aDuplicateCostsAtMostOneCallBeyondThePut() {
    calls("one-order");
    assertThat(calls("one-order")).containsExactly("putItem", "startExecution");

    table.values().forEach(row -> row.put("status", AttributeValue.fromS("CONFIRMED")));
    assertThat(calls("one-order")).containsExactly("putItem");
  }

  @Test
  void aConflictCostsOneUpdateBeyondThePut() {
    calls("one-order");
    table.values().forEach(row -> row.put("bodyHash", AttributeValue.fromS("another")));
    assertThat(calls("one-order")).containsExactly("putItem", "updateItem");
  }

  @Test
  void anInvalidOrderCostsOnePutAndOneEvent() {
    assertThat(calls("unknown-currency")).containsExactly("putItem", "putEvents");
  }

  @Test
  void aPoisonousMessageCostsNoCall() {
    assertThat(calls("second-customer-in-body")).isEmpty();
  }

  private List<String> calls(String file) {
    var before = calls().size();
    handler.handleRequest(
        EventFiles.sqsEvent("accept-orders/" + file + ".json"), LambdaContext.with(10_000));
    return calls().subList(before, calls().size());
  }

  private List<String> calls() {
    return Stream.of(dynamoDb, stepFunctions, eventBridge)
        .flatMap(client -> mockingDetails(client).getInvocations().stream())
        .sorted((a, b) -> Integer.compare(a.getSequenceNumber(), b.getSequenceNumber()))
        .map(call -> call.getMethod().getName())
        .toList();
  }

  private PutItemResponse put(Consumer<PutItemRequest.Builder> call) {
    var builder = PutItemRequest.builder();
    call.accept(builder);
    var item = builder.build().item();
    var key = List.of(item.get("customer"), item.get("orderId"));
    var old = table.putIfAbsent(key, new HashMap<>(item));
    if (old != null) {
      throw ConditionalCheckFailedException.builder().item(old).build();
    }
    return PutItemResponse.builder().build();
  }
}
