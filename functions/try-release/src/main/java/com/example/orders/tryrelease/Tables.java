package com.example.orders.tryrelease;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where the test order's row and product are while it is tried. */
final class Tables {
  private final DynamoDbClient dynamoDb;
  private final String orders;
  private final String products;

  Tables(DynamoDbClient dynamoDb, String orders, String products) {
    this.dynamoDb = dynamoDb;
    this.orders = orders;
    this.products = products;
  }

  void putRow(Map<String, AttributeValue> row) {
    dynamoDb.putItem(put -> put.tableName(orders).item(row));
  }

  void putProduct(Map<String, AttributeValue> product) {
    dynamoDb.putItem(put -> put.tableName(products).item(product));
  }

  String status(TestOrder order) {
    return read(orders, order.rowKey()).getOrDefault("status", TestOrder.text("none")).s();
  }

  String stock(TestOrder order) {
    return read(products, order.productKey()).getOrDefault("stock", TestOrder.number(-1)).n();
  }

  private Map<String, AttributeValue> read(String table, Map<String, AttributeValue> key) {
    return dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true)).item();
  }

  /** Whether or not anything is there. */
  void clean(TestOrder order) {
    dynamoDb.deleteItem(delete -> delete.tableName(orders).key(order.rowKey()));
    dynamoDb.deleteItem(delete -> delete.tableName(products).key(order.productKey()));
  }
}
