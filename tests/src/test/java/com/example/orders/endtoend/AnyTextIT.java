package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.api.AnyText;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whatever a client writes is kept in the order's row, code point by code point. */
@ExtendWith(TargetExtension.class)
class AnyTextIT {
  private static final int LONGEST_NAME = 200;

  @Test
  void arrivesUnchanged(Target target) {
    var sent = new TreeMap<String, ObjectNode>();
    Stream.concat(AnyText.written(), AnyText.random(20))
        .forEach(
            text -> {
              var order = orderWith(text);
              var answer = target.api().place("acme", order.toString());
              assertThat(answer.httpStatus()).as(text).isEqualTo(202);
              sent.put(Orders.id(order), order);
            });
    sent.keySet().forEach(orderId -> target.awaitTerminal("acme", orderId));
    try (var dynamoDb =
        StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build()) {
      sent.values().forEach(order -> assertStored(target, dynamoDb, order));
    }
  }

  private static ObjectNode orderWith(String text) {
    var order = Orders.good().put("note", text);
    var length = text.codePointCount(0, text.length());
    if (length >= 1 && length <= LONGEST_NAME) {
      ((ObjectNode) order.get("shippingAddress")).put("name", text);
    }
    return order;
  }

  private static void assertStored(Target target, DynamoDbClient dynamoDb, ObjectNode order) {
    var key =
        Map.of(
            "customer", AttributeValue.fromS(target.subject("acme")),
            "orderId", AttributeValue.fromS(Orders.id(order)));
    var table = target.outputs().get("OrdersTableName");
    var row = dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true)).item();
    assertThat(row.get("note").s()).isEqualTo(order.path("note").asText());
    assertThat(row.get("shippingAddress").m().get("name").s())
        .isEqualTo(order.at("/shippingAddress/name").asText());
  }
}
