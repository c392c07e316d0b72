package com.example.orders.webhooks;

import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.put;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The deliveries' table. Every write names what must still be true. A write whose answer was lost
 * is made again by the SDK: what it finds then is compared with what it wanted.
 */
public final class DynamoDbDeliveries implements Deliveries {
  private final DynamoDbClient dynamoDb;
  private final String table;

  public DynamoDbDeliveries(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  @Override
  public Optional<Delivery> plan(Delivery delivery) {
    try {
      dynamoDb.putItem(
          request ->
              request
                  .tableName(table)
                  .item(item(delivery))
                  .conditionExpression("attribute_not_exists(deliveryId)")
                  .returnValuesOnConditionCheckFailure(
                      ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return Optional.empty();
    } catch (ConditionalCheckFailedException e) {
      return Optional.of(delivery(e.item()));
    }
  }

  @Override
  public ClaimResult claim(DeliveryKey key, Instant now) {
    var token = UUID.randomUUID().toString();
    try {
      var claimed =
          dynamoDb.updateItem(
              request ->
                  change(request, key)
                      .updateExpression(
                          "SET nextAttemptAt = :end, claim = :token ADD attempts :one")
                      .conditionExpression("#state = :pending AND nextAttemptAt <= :now")
                      .expressionAttributeValues(
                          Map.of(
                              ":end", time(now.plus(LEASE)),
                              ":token", text(token),
                              ":one", number(1),
                              ":pending", text(DeliveryState.PENDING.name()),
                              ":now", time(now)))
                      .returnValues(ReturnValue.ALL_NEW));
      return new Claimed(delivery(claimed.attributes()), token);
    } catch (ConditionalCheckFailedException e) {
      return e.hasItem() && !e.item().isEmpty() ? refused(e.item(), token) : new Ended();
    }
  }

  private static ClaimResult refused(Map<String, AttributeValue> item, String token) {
    var delivery = delivery(item);
    if (delivery.state() != DeliveryState.PENDING) {
      return new Ended();
    }
    return token.equals(optionalText(item, "claim"))
        ? new Claimed(delivery, token)
        : new TooEarly(delivery.nextAttemptAt());
  }

  @Override
  public boolean delivered(Claimed claim, String outcome) {
    return record(claim, DeliveryState.DELIVERED, claim.delivery().nextAttemptAt(), outcome);
  }

  @Override
  public boolean tryAgain(Claimed claim, Instant at, String outcome) {
    return record(claim, DeliveryState.PENDING, at, outcome);
  }

  @Override
  public boolean giveUp(Claimed claim, String outcome) {
    return record(claim, DeliveryState.FAILED, claim.delivery().nextAttemptAt(), outcome);
  }

  /** The token stays in the item, so that a second try of this write finds it. */
  private boolean record(Claimed claim, DeliveryState state, Instant next, String outcome) {
    try {
      dynamoDb.updateItem(
          request ->
              change(request, claim.delivery().key())
                  .updateExpression(
                      "SET #state = :state, nextAttemptAt = :next, lastOutcome = :outcome")
                  .conditionExpression("claim = :token")
                  .expressionAttributeValues(
                      Map.of(
                          ":state", text(state.name()),
                          ":next", time(next),
                          ":outcome", text(outcome),
                          ":token", text(claim.token()))));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  @Override
  public Optional<Delivery> find(DeliveryKey key) {
    var item = dynamoDb.getItem(r -> r.tableName(table).key(key(key)).consistentRead(true)).item();
    return item.isEmpty() ? Optional.empty() : Optional.of(delivery(item));
  }

  @Override
  public Optional<Delivery> resend(DeliveryKey key, Instant now) {
    try {
      var changed =
          dynamoDb.updateItem(
              request ->
                  change(request, key)
                      .updateExpression(
                          "SET #state = :pending, attempts = :none, nextAttemptAt = :now,"
                              + " expiresAt = :expires REMOVE claim")
                      .conditionExpression("#state IN (:delivered, :failed)")
                      .expressionAttributeValues(
                          Map.of(
                              ":pending", text(DeliveryState.PENDING.name()),
                              ":none", number(0),
                              ":now", time(now),
                              ":expires", number(now.plus(Delivery.KEPT).getEpochSecond()),
                              ":delivered", text(DeliveryState.DELIVERED.name()),
                              ":failed", text(DeliveryState.FAILED.name())))
                      .returnValues(ReturnValue.ALL_NEW));
      return Optional.of(delivery(changed.attributes()));
    } catch (ConditionalCheckFailedException e) {
      return e.hasItem() && !e.item().isEmpty()
          ? Optional.of(delivery(e.item()))
          : Optional.empty();
    }
  }

  @Override
  public Page page(EndpointId endpoint, int limit, @Nullable Place after) {
    var answer =
        dynamoDb.query(
            request ->
                request
                    .tableName(table)
                    .indexName("byTime")
                    .keyConditionExpression("endpointId = :endpoint")
                    .expressionAttributeValues(Map.of(":endpoint", text(endpoint.value())))
                    .exclusiveStartKey(after == null ? null : key(endpoint, after))
                    .scanIndexForward(false)
                    .limit(limit));
    return new Page(
        answer.items().stream().map(DynamoDbDeliveries::listed).toList(),
        answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
            ? Optional.of(place(answer.lastEvaluatedKey()))
            : Optional.empty());
  }

  private UpdateItemRequest.Builder change(UpdateItemRequest.Builder request, DeliveryKey key) {
    return request
        .tableName(table)
        .key(key(key))
        .expressionAttributeNames(Map.of("#state", "state"))
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
  }

  private static Map<String, AttributeValue> key(DeliveryKey key) {
    return Map.of("endpointId", text(key.endpoint().value()), "deliveryId", text(key.id().value()));
  }

  private static Map<String, AttributeValue> key(EndpointId endpoint, Place place) {
    return Map.of(
        "endpointId", text(endpoint.value()),
        "deliveryId", text(place.id().value()),
        "createdAt", time(place.createdAt()));
  }

  private static Map<String, AttributeValue> item(Delivery delivery) {
    var item = new HashMap<>(key(delivery.key()));
    put(item, "customer", delivery.customer().value());
    put(item, "type", delivery.type().text());
    put(item, "orderId", delivery.orderId() == null ? null : delivery.orderId().value());
    put(item, "body", delivery.body());
    put(item, "state", delivery.state().name());
    item.put("attempts", number(delivery.attempts()));
    put(item, "nextAttemptAt", delivery.nextAttemptAt());
    put(item, "lastOutcome", delivery.lastOutcome());
    put(item, "createdAt", delivery.createdAt());
    item.put("expiresAt", number(delivery.createdAt().plus(Delivery.KEPT).getEpochSecond()));
    return item;
  }

  private static Delivery delivery(Map<String, AttributeValue> item) {
    var order = optionalText(item, "orderId");
    return new Delivery(
        new DeliveryKey(
            new EndpointId(text(item, "endpointId")), new DeliveryId(text(item, "deliveryId"))),
        new CustomerId(text(item, "customer")),
        type(item),
        order == null ? null : new OrderId(order),
        text(item, "body"),
        DeliveryState.valueOf(text(item, "state")),
        integer(item, "attempts"),
        time(item, "nextAttemptAt"),
        optionalText(item, "lastOutcome"),
        time(item, "createdAt"));
  }

  private static Listed listed(Map<String, AttributeValue> item) {
    return new Listed(
        place(item),
        type(item),
        optionalText(item, "orderId"),
        DeliveryState.valueOf(text(item, "state")),
        integer(item, "attempts"),
        time(item, "nextAttemptAt"),
        optionalText(item, "lastOutcome"));
  }

  private static WebhookType type(Map<String, AttributeValue> item) {
    return WebhookType.of(text(item, "type")).orElseThrow();
  }

  private static Place place(Map<String, AttributeValue> item) {
    return new Place(time(item, "createdAt"), new DeliveryId(text(item, "deliveryId")));
  }
}
