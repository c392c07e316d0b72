package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.Order;
import com.example.orders.order.Order.Conflict;
import com.example.orders.order.Order.Conflicts;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.paginators.QueryIterable;

/**
 * The orders' table. Every write names what must still be true, and a failed condition answers the
 * row that stood against it, which costs no further read. Throttling is not such an answer: it goes
 * to the caller as the exception it is.
 */
public final class DynamoDbOrders implements Orders {
  private static final int CONFLICT_WRITES = 4;

  /** Of all shards together. */
  private static final int LOOKS = 100;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Consumer<AwsRequestOverrideConfiguration.Builder> limits;

  /** Each call takes as long as the client lets it. */
  public DynamoDbOrders(DynamoDbClient dynamoDb, String table) {
    this(dynamoDb, table, limits -> {});
  }

  private DynamoDbOrders(
      DynamoDbClient dynamoDb,
      String table,
      Consumer<AwsRequestOverrideConfiguration.Builder> limits) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.limits = limits;
  }

  @Override
  public Orders within(Duration callTimeout) {
    return new DynamoDbOrders(dynamoDb, table, limits -> limits.apiCallTimeout(callTimeout));
  }

  @Override
  public Placed put(Order order) {
    return put(order, put -> put.conditionExpression("attribute_not_exists(orderId)"));
  }

  @Override
  public Placed replace(Order seen, Order next) {
    return put(
        next,
        put ->
            put.conditionExpression("#status = :status AND #version = :version")
                .expressionAttributeNames(Map.of("#status", "status", "#version", "version"))
                .expressionAttributeValues(
                    Map.of(
                        ":status", text(seen.status().name()),
                        ":version", number(seen.version()))));
  }

  private Placed put(Order order, Consumer<PutItemRequest.Builder> condition) {
    try {
      dynamoDb.putItem(
          request ->
              request
                  .tableName(table)
                  .item(OrderMapper.item(order))
                  .applyMutation(condition)
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(limits));
      return new Stored();
    } catch (ConditionalCheckFailedException e) {
      return new Existing(OrderMapper.order(e.item()));
    }
  }

  @Override
  public Optional<Order> find(OrderKey key) {
    var answer =
        dynamoDb.getItem(
            request ->
                request
                    .tableName(table)
                    .key(OrderMapper.key(key))
                    .consistentRead(true)
                    .overrideConfiguration(limits));
    return row(answer.item());
  }

  @Override
  public Moved transition(OrderKey key, Transition transition) {
    try {
      var answer = dynamoDb.updateItem(request -> move(request, key, transition));
      return new MovedTo(OrderMapper.order(answer.attributes()));
    } catch (ConditionalCheckFailedException e) {
      return new NotMoved(e.hasItem() ? row(e.item()) : Optional.empty());
    }
  }

  @Override
  public Stream<Overdue> overdue(Instant at) {
    return shards().flatMap(shard -> open(shard, at).items().stream()).map(OrderMapper::overdue);
  }

  @Override
  public Stream<Overdue> watched(Instant before) {
    return shards()
        .map(OrderMapper::watched)
        .flatMap(shard -> open(shard, before).items().stream().limit(LOOKS / OrderMapper.SHARDS))
        .map(OrderMapper::overdue);
  }

  @Override
  public void watch(Overdue order, Instant now) {
    try {
      dynamoDb.updateItem(
          request ->
              request
                  .tableName(table)
                  .key(OrderMapper.key(order.key()))
                  .updateExpression("SET openShard = :watched, deadline = :now")
                  .conditionExpression("attribute_exists(openShard)")
                  .expressionAttributeValues(
                      Map.of(
                          ":watched",
                          text(OrderMapper.watched(OrderMapper.shard(order.key()))),
                          ":now",
                          time(now)))
                  .overrideConfiguration(limits));
    } catch (ConditionalCheckFailedException e) {
      // It has left the index, which lags behind.
    }
  }

  private static Stream<String> shards() {
    return IntStream.range(0, OrderMapper.SHARDS).mapToObj(OrderMapper::shard);
  }

  private QueryIterable open(String shard, Instant before) {
    return dynamoDb.queryPaginator(
        request ->
            request
                .tableName(table)
                .indexName("byDeadline")
                .keyConditionExpression("openShard = :shard AND deadline < :before")
                .expressionAttributeValues(Map.of(":shard", text(shard), ":before", time(before)))
                .overrideConfiguration(limits));
  }

  @Override
  public boolean recordConflict(Order seen, Conflict conflict) {
    var row = seen;
    for (int writes = 0; writes < CONFLICT_WRITES; writes++) {
      if (row.intake().conflicts().hold(conflict)) {
        return false;
      }
      var newer = writeConflict(row, conflict);
      if (newer == null) {
        return true;
      }
      row = newer;
    }
    throw new IllegalStateException(
        "The conflicts of one order are written by others all the time");
  }

  /** Answers the row that another writer changed in the meantime, or null when written. */
  private @Nullable Order writeConflict(Order row, Conflict conflict) {
    try {
      dynamoDb.updateItem(request -> replaceConflicts(request, row, conflict));
      return null;
    } catch (ConditionalCheckFailedException e) {
      return OrderMapper.order(e.item());
    }
  }

  private void replaceConflicts(UpdateItemRequest.Builder request, Order row, Conflict conflict) {
    var conflicts = row.intake().conflicts().with(conflict);
    var values = new HashMap<String, AttributeValue>();
    values.put(":count", number(conflicts.count()));
    values.put(":last", OrderMapper.conflicts(conflicts));
    if (!row.intake().conflicts().equals(Conflicts.NONE)) {
      values.put(":seen", number(row.intake().conflicts().count()));
    }
    request
        .tableName(table)
        .key(OrderMapper.key(row.key()))
        .updateExpression("SET conflictCount = :count, conflicts = :last")
        .conditionExpression(
            values.containsKey(":seen")
                ? "conflictCount = :seen"
                : "attribute_exists(orderId) AND attribute_not_exists(conflictCount)")
        .expressionAttributeValues(values)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .overrideConfiguration(limits);
  }

  /** The same change as one of a transaction's writes, for what must not change without it. */
  public TransactWriteItem moving(OrderKey key, Transition transition) {
    var move = Move.of(transition);
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(OrderMapper.key(key))
                    .updateExpression(move.update())
                    .conditionExpression(move.condition())
                    .expressionAttributeNames(Move.NAMES)
                    .expressionAttributeValues(move.values()))
        .build();
  }

  private void move(UpdateItemRequest.Builder request, OrderKey key, Transition transition) {
    var move = Move.of(transition);
    request
        .tableName(table)
        .key(OrderMapper.key(key))
        .updateExpression(move.update())
        .conditionExpression(move.condition())
        .expressionAttributeNames(Move.NAMES)
        .expressionAttributeValues(move.values())
        .returnValues(ReturnValue.ALL_NEW)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .overrideConfiguration(limits);
  }

  private static Optional<Order> row(Map<String, AttributeValue> item) {
    return item.isEmpty() ? Optional.empty() : Optional.of(OrderMapper.order(item));
  }
}
