package com.example.orders.listorders;

import static com.example.orders.dynamodb.Attributes.optionalNumber;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.text;

import com.example.orders.listorders.OrderPage.Listed;
import com.example.orders.order.CustomerId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  OrderPage page(CustomerId customer, int limit, Optional<Place> after) {
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
    return new OrderPage(
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
    return new Listed(
        place(item),
        text(item, "status"),
        optionalNumber(item, "total"),
        optionalText(item, "currency"),
        optionalText(item, "reason"));
  }

  private static Place place(Map<String, AttributeValue> item) {
    return new Place(text(item, "acceptedAt"), text(item, "orderId"));
  }
}
