package com.example.orders.tryrelease;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** Keeps items by table and key. */
final class InMemoryTables implements DynamoDbClient {
  /** Of the table {@code orders} and the table {@code products}. */
  final Map<String, Map<String, AttributeValue>> items = new HashMap<>();

  Map<String, AttributeValue> row(TrialOrder order) {
    return items.get(key("orders", DynamoDbTestOrders.rowKey(order)));
  }

  Map<String, AttributeValue> product(TrialOrder order) {
    return items.get(key("products", DynamoDbTestOrders.productKey(order)));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    items.put(key(request.tableName(), request.item()), new HashMap<>(request.item()));
    return PutItemResponse.builder().build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return GetItemResponse.builder()
        .item(items.get(key(request.tableName(), request.key())))
        .build();
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    items.remove(key(request.tableName(), request.key()));
    return DeleteItemResponse.builder().build();
  }

  private static String key(String table, Map<String, AttributeValue> item) {
    return table.equals("orders")
        ? item.get("customer").s() + "#" + item.get("orderId").s()
        : item.get("sku").s();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
