package com.example.orders.pushupdates;

import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.maps;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The core's table of orders; the projection keeps personal data out of this function. */
final class DynamoDbLiveOrders implements LiveOrders {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbLiveOrders(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  @Override
  public Optional<LiveOrder> find(OrderKey key) {
    var item =
        dynamoDb
            .getItem(
                request ->
                    request
                        .tableName(table)
                        .key(
                            Map.of(
                                "customer", text(key.customer().value()),
                                "orderId", text(key.orderId().value())))
                        .consistentRead(true)
                        .projectionExpression("#status, #version, #reason, #history")
                        .expressionAttributeNames(
                            Map.of(
                                "#status", "status",
                                "#version", "version",
                                "#reason", "reason",
                                "#history", "history")))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(order(key, item));
  }

  private static LiveOrder order(OrderKey key, Map<String, AttributeValue> item) {
    return new LiveOrder(
        key.orderId(),
        OrderStatus.valueOf(text(item, "status")),
        integer(item, "version"),
        optionalText(item, "reason"),
        maps(item, "history").stream()
            .map(
                step ->
                    new StatusChange(OrderStatus.valueOf(text(step, "status")), time(step, "at")))
            .toList());
  }
}
