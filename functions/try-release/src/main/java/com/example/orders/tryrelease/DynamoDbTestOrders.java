package com.example.orders.tryrelease;

import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;
import static com.example.orders.dynamodb.Attributes.timeText;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where the test order's row and product are while it is tried. */
final class DynamoDbTestOrders {
  private final DynamoDbClient dynamoDb;
  private final String orders;
  private final String products;

  DynamoDbTestOrders(DynamoDbClient dynamoDb, String orders, String products) {
    this.dynamoDb = dynamoDb;
    this.orders = orders;
    this.products = products;
  }

  /**
   * Writes the row as releases write it.
   *
   * @param more texts, whole numbers and truth values that the status has
   */
  void putRow(TrialOrder order, String status, Map<String, Object> more) {
    var row = new HashMap<>(rowKey(order));
    row.put("acceptedAt", time(order.sentAt()));
    row.put("bodyHash", text(order.bodyHash()));
    row.put("lines", list(List.of(map(Map.of("sku", order.sku(), "quantity", 1L)))));
    row.put("shippingAddress", map(TrialOrder.ADDRESS));
    row.put("currency", text(TrialOrder.CURRENCY));
    row.put("paymentToken", text("tok_declined"));
    row.put("status", text(status));
    row.put("version", number(1));
    row.put(
        "history", list(List.of(map(Map.of("status", status, "at", timeText(order.sentAt()))))));
    row.putAll(map(more).m());
    dynamoDb.putItem(put -> put.tableName(orders).item(row));
  }

  void putProduct(TrialOrder order, long stock) {
    var product = new HashMap<>(productKey(order));
    product.put("name", text("Release check"));
    product.put("price", number(TrialOrder.PRICE));
    product.put("currency", text(TrialOrder.CURRENCY));
    product.put("stock", number(stock));
    dynamoDb.putItem(put -> put.tableName(products).item(product));
  }

  String status(TrialOrder order) {
    return read(orders, rowKey(order)).getOrDefault("status", text("none")).s();
  }

  String stock(TrialOrder order) {
    return read(products, productKey(order)).getOrDefault("stock", number(-1)).n();
  }

  /** Whether or not anything is there. */
  void clean(TrialOrder order) {
    dynamoDb.deleteItem(delete -> delete.tableName(orders).key(rowKey(order)));
    dynamoDb.deleteItem(delete -> delete.tableName(products).key(productKey(order)));
  }

  static Map<String, AttributeValue> rowKey(TrialOrder order) {
    return Map.of(
        "customer", text(TrialOrder.CUSTOMER), "orderId", text(order.key().orderId().value()));
  }

  static Map<String, AttributeValue> productKey(TrialOrder order) {
    return Map.of("sku", text(order.sku()));
  }

  private Map<String, AttributeValue> read(String table, Map<String, AttributeValue> key) {
    return dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true)).item();
  }

  private static AttributeValue map(Map<String, ?> values) {
    var map = new HashMap<String, AttributeValue>();
    values.forEach((name, value) -> map.put(name, attribute(value)));
    return AttributeValue.fromM(map);
  }

  private static AttributeValue attribute(Object value) {
    return switch (value) {
      case String text -> text(text);
      case Long number -> number(number);
      case Boolean flag -> AttributeValue.fromBool(flag);
      default -> throw new IllegalArgumentException("No attribute of a row: " + value);
    };
  }
}
