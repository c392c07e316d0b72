package com.example.orders.notifycustomer;

import java.util.Map;
import localcloud.dynoxide.Dynoxide;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A Dynoxide of its own, with the tables of notifications and of idempotency. */
final class Tables implements AutoCloseable {
  private final Dynoxide dynoxide = Dynoxide.start();
  final DynamoDbClient client = dynoxide.client();

  Tables() {
    dynoxide.createTable("notifications", "notificationKey");
    dynoxide.createTable("idempotency", "id");
  }

  Map<String, AttributeValue> notification(String key) {
    return client
        .getItem(
            get ->
                get.tableName("notifications")
                    .key(Map.of("notificationKey", AttributeValue.fromS(key))))
        .item();
  }

  String everything() {
    return client.scan(scan -> scan.tableName("notifications")).items().toString()
        + client.scan(scan -> scan.tableName("idempotency")).items();
  }

  int records() {
    return client.scan(scan -> scan.tableName("idempotency")).count();
  }

  @Override
  public void close() {
    dynoxide.close();
  }
}
