package com.example.orders.replayfailures;

import static com.example.orders.dynamodb.Attributes.text;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Reads the notifications' table, which the provider's adapter writes. */
final class DynamoDbNotifications implements Notifications {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbNotifications(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  @Override
  public boolean isDelivered(String idempotencyKey) {
    return dynamoDb
        .getItem(
            r ->
                r.tableName(table)
                    .key(Map.of("notificationKey", text(idempotencyKey)))
                    .consistentRead(true))
        .item()
        .containsKey("deliveries");
  }
}
