package com.example.orders.benchmarks.ordinary;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Takes orders from the queue as is commonly written: the SDK's clients as they come, the mapper as
 * it comes, a read that looks whether the order is known, a write, and a workflow. It loses orders
 * where ours does not, and counts nothing.
 */
public class OrdinaryHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger logger = LogManager.getLogger(OrdinaryHandler.class);

  private final DynamoDbClient dynamoDb = DynamoDbClient.create();
  private final SfnClient stepFunctions = SfnClient.create();
  private final ObjectMapper mapper = new ObjectMapper();
  private final String table = System.getenv("ORDERS_TABLE_NAME");
  private final String workflow = System.getenv("ORDER_WORKFLOW_ARN");

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    var failures = new ArrayList<BatchItemFailure>();
    for (var message : event.getRecords()) {
      try {
        accept(message);
      } catch (Exception e) {
        logger.error("Message {} failed", message.getMessageId(), e);
        failures.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  private void accept(SQSMessage message) throws JsonProcessingException {
    var placed = mapper.readValue(message.getBody(), PlacedOrder.class);
    var orderId = placed.order().orderId();
    if (isKnown(placed)) {
      logger.info("Order {} is a duplicate", orderId);
      return;
    }
    dynamoDb.putItem(request -> request.tableName(table).item(item(placed)));
    var input = mapper.writeValueAsString(placed);
    stepFunctions.startExecution(
        request -> request.stateMachineArn(workflow).name(orderId).input(input));
    logger.info("Order {} is accepted", orderId);
  }

  private boolean isKnown(PlacedOrder placed) {
    var key = key(placed);
    return dynamoDb.getItem(request -> request.tableName(table).key(key)).hasItem();
  }

  private Map<String, AttributeValue> item(PlacedOrder placed) {
    var order = placed.order();
    var item = new HashMap<>(key(placed));
    item.put("status", text("ACCEPTED"));
    item.put("currency", text(order.currency()));
    item.put("paymentToken", text(order.paymentToken()));
    item.put("lines", text(json(order.lines())));
    item.put("shippingAddress", text(json(order.shippingAddress())));
    return item;
  }

  private String json(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, AttributeValue> key(PlacedOrder placed) {
    return Map.of(
        "customer", text(placed.customer()),
        "orderId", text(placed.order().orderId()));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.builder().s(value).build();
  }
}
