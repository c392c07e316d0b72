package com.example.orders.simulatewarehouse;

import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;
import static java.util.Objects.requireNonNull;

import com.example.orders.simulatewarehouse.Shipment.Decision;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps the warehouse's record in its own table: a decision costs one write and no read. The same
 * write counts the parcel that leaves. The count is added to and never set, so a parcel that should
 * not have left is counted and not hidden.
 */
final class DynamoDbShipments implements Shipments {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbShipments(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
  }

  @Override
  public Shipment decide(Shipment proposed) {
    try {
      dynamoDb.updateItem(decision(proposed));
      return proposed;
    } catch (ConditionalCheckFailedException e) {
      return new Shipment(
          proposed.order(), Decision.valueOf(text(e.item(), "status")), time(e.item(), "at"));
    }
  }

  private UpdateItemRequest decision(Shipment proposed) {
    var accepted = proposed.decision() == Decision.ACCEPTED;
    var values = new HashMap<String, AttributeValue>();
    values.put(":status", text(proposed.decision().name()));
    values.put(":at", text(proposed.at().toString()));
    values.put(":parcels", number(accepted ? 1 : 0));
    if (accepted) {
      values.put(":shipmentId", text(proposed.shipmentId()));
    }
    return UpdateItemRequest.builder()
        .tableName(table)
        .key(Map.of("shipmentKey", text(proposed.order().messageGroup())))
        .updateExpression(
            "SET #status = :status, #at = :at%s ADD parcels :parcels"
                .formatted(accepted ? ", shipmentId = :shipmentId" : ""))
        .conditionExpression("attribute_not_exists(shipmentKey)")
        .expressionAttributeNames(Map.of("#status", "status", "#at", "at"))
        .expressionAttributeValues(values)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .build();
  }
}
