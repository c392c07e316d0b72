package com.example.orders.dynamodb;

import com.example.orders.order.Address;
import com.example.orders.order.Order;
import com.example.orders.order.Order.Conflicts;
import com.example.orders.order.Order.Intake;
import com.example.orders.order.Order.Payment;
import com.example.orders.order.Order.Progress;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.Order.Undo;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Sku;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** A Dynoxide of its own, with the two tables and some orders and products. */
final class LocalTables implements AutoCloseable {
  static final Instant SENT = Instant.parse("2026-11-21T03:15:00.120Z");
  static final Instant LATER = Instant.parse("2026-11-21T03:15:01.500Z");

  static final Instant DEADLINE = SENT.plusSeconds(1_800);

  private final Dynoxide dynoxide = Dynoxide.start();
  final DynamoDbClient client = dynoxide.client();
  final DynamoDbOrders orders = new DynamoDbOrders(client, "orders");
  final DynamoDbInventory inventory = new DynamoDbInventory(client, "orders", "products");

  LocalTables() {
    createWithIndex("orders", "customer", "orderId", "openShard", "deadline");
    dynoxide.createTable("products", "sku");
  }

  @Override
  public void close() {
    dynoxide.close();
  }

  static OrderKey newKey() {
    return OrderKey.of("acme", UUID.randomUUID().toString());
  }

  static Order accepted(OrderKey key, OrderLine... lines) {
    return new Order(
        key,
        new Intake(SENT, "hash-1", Conflicts.NONE, false),
        List.of(lines),
        OrderDetails.to(new Address("Ada", "1 Main Street", "Berlin", "10115", "DE"))
            .withNote("Ring twice 🛎")
            .withEmail("ada@example.com")
            .withExpiresAt("2026-11-21T08:30:00Z"),
        new Payment("EUR", "tok_visa", null, null),
        new Progress(
            OrderStatus.ACCEPTED,
            1,
            DEADLINE,
            List.of(new StatusChange(OrderStatus.ACCEPTED, SENT))),
        Undo.NONE);
  }

  static OrderLine line(String sku, int quantity) {
    return new OrderLine(new Sku(sku), quantity);
  }

  void product(String sku, long price, String currency, long stock) {
    client.putItem(
        request ->
            request
                .tableName("products")
                .item(
                    Map.of(
                        "sku", AttributeValue.fromS(sku),
                        "name", AttributeValue.fromS("Product " + sku),
                        "price", AttributeValue.fromN(Long.toString(price)),
                        "currency", AttributeValue.fromS(currency),
                        "stock", AttributeValue.fromN(Long.toString(stock)))));
  }

  long stock(String sku) {
    return Long.parseLong(
        client
            .getItem(r -> r.tableName("products").key(Map.of("sku", AttributeValue.fromS(sku))))
            .item()
            .get("stock")
            .n());
  }

  Map<String, AttributeValue> row(OrderKey key) {
    return client.getItem(r -> r.tableName("orders").key(OrderMapper.key(key))).item();
  }

  void status(OrderKey key, OrderStatus status) {
    client.updateItem(
        r ->
            r.tableName("orders")
                .key(OrderMapper.key(key))
                .updateExpression("SET #s = :s")
                .expressionAttributeNames(Map.of("#s", "status"))
                .expressionAttributeValues(Map.of(":s", AttributeValue.fromS(status.name()))));
  }

  private void createWithIndex(String table, String... keys) {
    client.createTable(
        request ->
            request
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(definitions(keys))
                .keySchema(schema(keys[0], keys[1]))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("byDeadline")
                        .keySchema(schema(keys[2], keys[3]))
                        .projection(what -> what.projectionType(ProjectionType.KEYS_ONLY))
                        .build()));
  }

  private static List<AttributeDefinition> definitions(String... keys) {
    return Stream.of(keys)
        .map(
            key ->
                AttributeDefinition.builder()
                    .attributeName(key)
                    .attributeType(ScalarAttributeType.S)
                    .build())
        .toList();
  }

  private static List<KeySchemaElement> schema(String... keys) {
    return Stream.of(keys)
        .map(
            key ->
                KeySchemaElement.builder()
                    .attributeName(key)
                    .keyType(key.equals(keys[0]) ? KeyType.HASH : KeyType.RANGE)
                    .build())
        .toList();
  }
}
