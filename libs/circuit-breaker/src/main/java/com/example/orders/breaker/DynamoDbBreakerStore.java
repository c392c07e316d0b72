package com.example.orders.breaker;

import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;
import static java.util.Objects.requireNonNull;

import com.example.orders.breaker.BreakerState.Closed;
import com.example.orders.breaker.BreakerState.HalfOpen;
import com.example.orders.breaker.BreakerState.Open;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps the state of one dependency in one item, written only over the version that was seen. An
 * operator who deletes the item closes the breaker.
 */
public final class DynamoDbBreakerStore implements BreakerStore {
  /**
   * No charge should wait longer for the state: without an answer it goes on. A first call in a new
   * environment takes some hundred milliseconds.
   */
  static final Duration LONGEST_CALL = Duration.ofSeconds(1);

  private static final String CLOSED = "CLOSED";
  private static final String OPEN = "OPEN";
  private static final String HALF_OPEN = "HALF_OPEN";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Map<String, AttributeValue> key;
  private final InstantSource clock;

  /**
   * @param dynamoDb tries once, for {@link #LONGEST_CALL}: a write that the client repeats would
   *     find itself in its own way
   * @param dependency names the item, such as {@code payment-gateway}
   */
  public DynamoDbBreakerStore(
      DynamoDbClient dynamoDb, String table, String dependency, InstantSource clock) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
    this.key = Map.of("dependency", text(dependency));
    this.clock = requireNonNull(clock);
  }

  @Override
  public BreakerState read() {
    return answered(
        () ->
            toState(
                dynamoDb
                    .getItem(get -> get.tableName(table).key(key).consistentRead(true))
                    .item()));
  }

  @Override
  public Optional<BreakerState> swap(BreakerState seen, BreakerState next) {
    return answered(
        () -> {
          try {
            dynamoDb.updateItem(update(seen, next));
            return Optional.empty();
          } catch (ConditionalCheckFailedException e) {
            return Optional.of(toState(e.item()));
          }
        });
  }

  /** An item that cannot be read holds no call back either. */
  private static <R> R answered(Supplier<R> call) {
    try {
      return call.get();
    } catch (SdkException | IllegalStateException e) {
      throw new BreakerStoreException(e);
    }
  }

  private UpdateItemRequest update(BreakerState seen, BreakerState next) {
    var values = new HashMap<String, AttributeValue>();
    values.put(":state", text(name(next)));
    values.put(":until", number(until(next).toEpochMilli()));
    values.put(":version", number(next.version()));
    values.put(":at", time(clock.instant()));
    if (seen.version() > 0) {
      values.put(":seen", number(seen.version()));
    }
    return UpdateItemRequest.builder()
        .tableName(table)
        .key(key)
        .updateExpression(
            "SET #state = :state, #until = :until, #version = :version, changedAt = :at")
        .conditionExpression(
            seen.version() == 0 ? "attribute_not_exists(dependency)" : "#version = :seen")
        .expressionAttributeNames(
            Map.of("#state", "state", "#until", "until", "#version", "version"))
        .expressionAttributeValues(values)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .build();
  }

  private static String name(BreakerState state) {
    return switch (state) {
      case Closed _ -> CLOSED;
      case Open _ -> OPEN;
      case HalfOpen _ -> HALF_OPEN;
    };
  }

  private static Instant until(BreakerState state) {
    return switch (state) {
      case Closed _ -> Instant.EPOCH;
      case Open(_, var until) -> until;
      case HalfOpen(_, var leaseUntil) -> leaseUntil;
    };
  }

  private static BreakerState toState(Map<String, AttributeValue> item) {
    if (item.isEmpty()) {
      return BreakerState.UNKNOWN;
    }
    var version = number(item, "version");
    var until = Instant.ofEpochMilli(number(item, "until"));
    return switch (text(item, "state")) {
      case CLOSED -> new Closed(version);
      case OPEN -> new Open(version, until);
      case HALF_OPEN -> new HalfOpen(version, until);
      case String other -> throw new IllegalStateException("A breaker cannot be " + other);
    };
  }
}
