package com.example.orders.notifycustomer;

import java.util.Map;
import localcloud.dynoxide.Dynoxide;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A Dynoxide of its own, with the tables of notifications and of idempotency. */
final class Tables implements AutoCloseable {
  private final Dynoxide dynoxide = Dynoxide.start();
  final DynamoDbClient client = dynoxide.client();

  Tables() {
    create("notifications", "notificationKey");
    create("idempotency", "id");
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

  private void create(String name, String key) {
    client.createTable(
        table ->
            table
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName(key).keyType(KeyType.HASH).build()));
  }

  @Override
  public void close() {
    dynoxide.close();
  }
}
