package com.example.orders.webhooktesting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import localcloud.dynoxide.Dynoxide;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A Dynoxide of its own, with the tables {@link #ENDPOINTS} and {@link #DELIVERIES}. */
public final class WebhookTables implements AutoCloseable {
  public static final String ENDPOINTS = "endpoints";
  public static final String DELIVERIES = "deliveries";

  private final Dynoxide dynoxide = Dynoxide.start();
  private final DynamoDbClient client = dynoxide.client();

  public WebhookTables() {
    client.createTable(
        request ->
            request
                .tableName(ENDPOINTS)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(definitions("customer", "endpointId"))
                .keySchema(schema("customer", "endpointId")));
    client.createTable(
        request ->
            request
                .tableName(DELIVERIES)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(definitions("endpointId", "deliveryId", "createdAt"))
                .keySchema(schema("endpointId", "deliveryId"))
                .globalSecondaryIndexes(byTime()));
  }

  public DynamoDbClient client() {
    return client;
  }

  /** Loses the first answer of each write, and makes the write again, as the SDK does. */
  public DynamoDbClient losingAnswers() {
    return AlteredClient.losingAnswers(client);
  }

  /** A planted bug: its conditions are always met. */
  public DynamoDbClient withoutConditions() {
    return AlteredClient.withoutConditions(client);
  }

  /** All items of a table. */
  public List<Map<String, AttributeValue>> items(String table) {
    return new ArrayList<>(client.scan(request -> request.tableName(table)).items());
  }

  @Override
  public void close() {
    dynoxide.close();
  }

  private static GlobalSecondaryIndex byTime() {
    return GlobalSecondaryIndex.builder()
        .indexName("byTime")
        .keySchema(schema("endpointId", "createdAt"))
        .projection(
            what ->
                what.projectionType(ProjectionType.INCLUDE)
                    .nonKeyAttributes(
                        "state", "type", "orderId", "attempts", "nextAttemptAt", "lastOutcome"))
        .build();
  }

  private static List<AttributeDefinition> definitions(String... names) {
    return Stream.of(names)
        .map(
            name ->
                AttributeDefinition.builder()
                    .attributeName(name)
                    .attributeType(ScalarAttributeType.S)
                    .build())
        .toList();
  }

  private static List<KeySchemaElement> schema(String hash, String range) {
    return List.of(
        KeySchemaElement.builder().attributeName(hash).keyType(KeyType.HASH).build(),
        KeySchemaElement.builder().attributeName(range).keyType(KeyType.RANGE).build());
  }
}
