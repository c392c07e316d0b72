package com.example.orders.live;

import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.maps;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.CustomerId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * One table with three kinds of items, by {@code id}: TICKET#hash, CONNECTION#id and
 * CUSTOMER#subject. All leave it by time alone, so no function may delete; and as DynamoDB does
 * that late, whoever reads compares the times.
 */
public final class DynamoDbConnectionStore implements ConnectionStore {
  private static final String FAILED = "ConditionalCheckFailed";
  private static final String CONFLICT = "TransactionConflict";

  private final DynamoDbClient dynamoDb;
  private final String table;

  public DynamoDbConnectionStore(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  @Override
  public void issue(Ticket ticket, CustomerId customer, Instant expiresAt) {
    var item = item(idOf(ticket), customer, expiresAt);
    dynamoDb.putItem(put -> put.tableName(table).item(item));
  }

  @Override
  public Optional<Issued> find(Ticket ticket) {
    return get(idOf(ticket))
        .map(
            item -> {
              var usedBy = optionalText(item, "connectionId");
              return new Issued(
                  customer(item),
                  Instant.ofEpochSecond(number(item, "expiresAt")),
                  usedBy == null ? null : new ConnectionId(usedBy));
            });
  }

  @Override
  public CustomerConnections of(CustomerId customer) {
    return get(idOf(customer))
        .map(
            item ->
                new CustomerConnections(
                    customer,
                    number(item, "version"),
                    maps(item, "connections").stream()
                        .map(DynamoDbConnectionStore::connection)
                        .toList()))
        .orElse(CustomerConnections.none(customer));
  }

  @Override
  public Optional<CustomerId> customerOf(ConnectionId connection) {
    return get(idOf(connection)).map(DynamoDbConnectionStore::customer);
  }

  @Override
  public Taken take(Ticket ticket, CustomerConnections kept, Connection connection) {
    var isOver = connection.connectedAt().plus(Connection.LONGEST);
    var own = item(idOf(connection.id()), kept.customer(), isOver);
    var writes =
        new TransactWriteItem[] {
          TransactWriteItem.builder().update(use(ticket, connection)).build(),
          TransactWriteItem.builder().put(put -> put.tableName(table).item(own)).build(),
          TransactWriteItem.builder().put(put(kept.with(connection), isOver)).build()
        };
    try {
      dynamoDb.transactWriteItems(request -> request.transactItems(writes));
      return Taken.DONE;
    } catch (TransactionCanceledException e) {
      return refused(e);
    }
  }

  private Update use(Ticket ticket, Connection connection) {
    return Update.builder()
        .tableName(table)
        .key(key(idOf(ticket)))
        .updateExpression("SET connectionId = :connection")
        .conditionExpression("attribute_not_exists(connectionId) AND expiresAt > :now")
        .expressionAttributeValues(
            Map.of(
                ":connection",
                text(connection.id().value()),
                ":now",
                number(connection.connectedAt().getEpochSecond())))
        .build();
  }

  /** Throttled or broken is not refused. */
  private static Taken refused(TransactionCanceledException e) {
    var codes = e.cancellationReasons().stream().map(reason -> reason.code()).toList();
    if (!codes.isEmpty() && FAILED.equals(codes.getFirst())) {
      return Taken.TICKET_REFUSED;
    }
    if (codes.stream().anyMatch(code -> FAILED.equals(code) || CONFLICT.equals(code))) {
      return Taken.CONNECTIONS_CHANGED;
    }
    throw e;
  }

  @Override
  public boolean replace(CustomerConnections changed, Instant now) {
    var put = put(changed, now.plus(Connection.LONGEST));
    try {
      dynamoDb.putItem(
          request ->
              request
                  .tableName(table)
                  .item(put.item())
                  .conditionExpression(put.conditionExpression())
                  .expressionAttributeValues(
                      put.hasExpressionAttributeValues() ? put.expressionAttributeValues() : null));
      return true;
    } catch (ConditionalCheckFailedException | TransactionConflictException e) {
      return false; // another has changed them, or is about to
    }
  }

  /** Only in the place of what was seen. */
  private Put put(CustomerConnections changed, Instant expiresAt) {
    var item = item(idOf(changed.customer()), changed.customer(), expiresAt);
    item.put("version", number(changed.version() + 1));
    item.put(
        "connections",
        list(changed.all().stream().map(DynamoDbConnectionStore::connection).toList()));
    var put = Put.builder().tableName(table).item(item);
    if (changed.version() == 0) {
      return put.conditionExpression("attribute_not_exists(id)").build();
    }
    return put.conditionExpression("version = :seen")
        .expressionAttributeValues(Map.of(":seen", number(changed.version())))
        .build();
  }

  private Optional<Map<String, AttributeValue>> get(String id) {
    var item =
        dynamoDb
            .getItem(request -> request.tableName(table).key(key(id)).consistentRead(true))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(item);
  }

  private static String idOf(Ticket ticket) {
    return "TICKET#" + ticket.hash();
  }

  private static String idOf(ConnectionId connection) {
    return "CONNECTION#" + connection;
  }

  private static String idOf(CustomerId customer) {
    return "CUSTOMER#" + customer;
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", text(id));
  }

  private static Map<String, AttributeValue> item(
      String id, CustomerId customer, Instant expiresAt) {
    var item = new HashMap<>(key(id));
    item.put("customer", text(customer.value()));
    item.put("expiresAt", number(expiresAt.getEpochSecond()));
    return item;
  }

  private static CustomerId customer(Map<String, AttributeValue> item) {
    return new CustomerId(text(item, "customer"));
  }

  private static Connection connection(Map<String, AttributeValue> map) {
    return new Connection(new ConnectionId(text(map, "connectionId")), time(map, "connectedAt"));
  }

  private static AttributeValue connection(Connection connection) {
    return AttributeValue.fromM(
        Map.of(
            "connectionId", text(connection.id().value()),
            "connectedAt", time(connection.connectedAt())));
  }
}
