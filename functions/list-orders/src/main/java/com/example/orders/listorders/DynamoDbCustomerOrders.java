package com.example.orders.listorders;

import com.example.orders.listorders.Page.Listed;
import com.example.orders.order.CustomerId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** A customer's orders by the time of their acceptance, the newest first. */
final class DynamoDbCustomerOrders {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbCustomerOrders(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  Page page(CustomerId customer, int limit, Optional<Place> after) {
    var answer =
        dynamoDb.query(
            QueryRequest.builder()
                .tableName(table)
                .indexName("byAcceptedAt")
                .keyConditionExpression("customer = :customer")
                .expressionAttributeValues(Map.of(":customer", text(customer.value())))
                .projectionExpression("orderId, acceptedAt, #status, #total, currency, #reason")
                .expressionAttributeNames(
                    Map.of("#status", "status", "#total", "total", "#reason", "reason"))
                .exclusiveStartKey(after.map(place -> key(customer, place)).orElse(null))
                .scanIndexForward(false)
                .limit(limit)
                .build());
    return new Page(
        answer.items().stream().map(DynamoDbCustomerOrders::listed).toList(),
        answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
            ? Optional.of(place(answer.lastEvaluatedKey()))
            : Optional.empty());
  }

  private static Map<String, AttributeValue> key(CustomerId customer, Place place) {
    var key = new HashMap<String, AttributeValue>();
    key.put("customer", text(customer.value()));
    key.put("acceptedAt", text(place.acceptedAt()));
    key.put("orderId", text(place.orderId()));
    return key;
  }

  private static Listed listed(Map<String, AttributeValue> item) {
    var total = item.get("total");
    return new Listed(
        place(item),
        required(item, "status"),
        total == null ? null : Long.valueOf(total.n()),
        optional(item, "currency"),
        optional(item, "reason"));
  }

  private static Place place(Map<String, AttributeValue> item) {
    return new Place(required(item, "acceptedAt"), required(item, "orderId"));
  }

  private static String required(Map<String, AttributeValue> item, String name) {
    var value = optional(item, name);
    if (value == null) {
      throw new IllegalStateException("An item has no attribute " + name);
    }
    return value;
  }

  private static @Nullable String optional(Map<String, AttributeValue> item, String name) {
    var value = item.get(name);
    return value == null ? null : value.s();
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
