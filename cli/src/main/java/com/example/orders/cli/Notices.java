package com.example.orders.cli;

import static java.util.Objects.requireNonNull;

import com.example.orders.cli.Books.OrderKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Whose customer was notified of how the order ended, and which orders are in the failures inbox.
 *
 * @param notified by the notifier's own record
 * @param inInbox with an entry that is not settled, or that an operator has closed
 */
record Notices(Set<OrderKey> notified, Set<OrderKey> inInbox) {
  Notices {
    notified = Set.copyOf(notified);
    inInbox = Set.copyOf(inInbox);
  }

  /** Reads both tables as a whole: for a stack with few orders. */
  static Notices read(DynamoDbClient dynamoDb, StackOutputs outputs) {
    return new Notices(
        scan(dynamoDb, outputs.get("NotificationsTableName"))
            .filter(item -> item.containsKey("deliveries"))
            .map(item -> text(item, "notificationKey").split("#"))
            .map(key -> new OrderKey(key[0], key[1]))
            .collect(Collectors.toSet()),
        scan(dynamoDb, outputs.get("FailuresTableName"))
            .filter(item -> item.containsKey("orderId") && !text(item, "state").equals("RESOLVED"))
            .map(item -> new OrderKey(text(item, "customer"), text(item, "orderId")))
            .collect(Collectors.toSet()));
  }

  /** Neither notified nor where an operator would see it. */
  List<OrderKey> missing(List<OrderKey> orders) {
    return orders.stream()
        .filter(Predicate.not(notified::contains))
        .filter(Predicate.not(inInbox::contains))
        .toList();
  }

  private static Stream<Map<String, AttributeValue>> scan(DynamoDbClient dynamoDb, String table) {
    return dynamoDb
        .scanPaginator(scan -> scan.tableName(table).consistentRead(true))
        .items()
        .stream();
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return requireNonNull(item.get(name), name).s();
  }
}
