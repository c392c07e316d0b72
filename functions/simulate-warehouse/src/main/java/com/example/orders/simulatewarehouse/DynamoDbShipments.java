package com.example.orders.simulatewarehouse;

import static java.util.Objects.requireNonNull;

import com.example.orders.simulatewarehouse.Shipment.Decision;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Keeps the warehouse's record in its own table: a decision costs one write and no read. */
final class DynamoDbShipments implements Shipments {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbShipments(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
  }

  @Override
  public Shipment decide(Shipment proposed) {
    var put =
        PutItemRequest.builder()
            .tableName(table)
            .item(toItem(proposed))
            .conditionExpression("attribute_not_exists(shipmentKey)")
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    try {
      dynamoDb.putItem(put);
      return proposed;
    } catch (ConditionalCheckFailedException e) {
      return new Shipment(
          proposed.order(),
          Decision.valueOf(text(e.item(), "status")),
          Instant.parse(text(e.item(), "at")));
    }
  }

  private static Map<String, AttributeValue> toItem(Shipment shipment) {
    var item = new HashMap<String, AttributeValue>();
    item.put("shipmentKey", AttributeValue.fromS(shipment.order().messageGroup()));
    item.put("status", AttributeValue.fromS(shipment.decision().name()));
    item.put("at", AttributeValue.fromS(shipment.at().toString()));
    if (shipment.decision() == Decision.ACCEPTED) {
      item.put("shipmentId", AttributeValue.fromS(shipment.shipmentId()));
    }
    return item;
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return requireNonNull(item.get(name), () -> "A shipment without " + name).s();
  }
}
