package com.example.orders.webhooks;

import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.CustomerId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The endpoints' table: an item an endpoint, and one a customer that counts them. A deleted
 * endpoint's item stays for a while without its address and secrets, for no role here deletes.
 */
public final class DynamoDbEndpoints implements Endpoints {
  private static final String COUNT = "#count";
  private static final String DELETED = "DELETED";
  private static final Duration DELETED_KEPT = Duration.ofDays(1);
  private static final int TRIES = 4;

  private static final Map<String, String> STATUS = Map.of("#status", "status");
  private static final String SUBSCRIPTION = "customer, endpointId, types, #status, createdAt";

  private final DynamoDbClient dynamoDb;
  private final String table;

  public DynamoDbEndpoints(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  @Override
  public List<Endpoint> of(CustomerId customer) {
    return query(customer, request -> {}).map(EndpointItems::endpoint).toList();
  }

  @Override
  public List<Subscription> subscriptions(CustomerId customer) {
    return query(customer, request -> request.projectionExpression(SUBSCRIPTION))
        .map(EndpointItems::subscription)
        .toList();
  }

  private Stream<Map<String, AttributeValue>> query(
      CustomerId customer, Consumer<QueryRequest.Builder> projection) {
    return dynamoDb
        .queryPaginator(
            request ->
                projection.accept(
                    request
                        .tableName(table)
                        .keyConditionExpression(
                            "customer = :customer AND begins_with(endpointId, :prefix)")
                        .filterExpression("#status <> :deleted")
                        .expressionAttributeNames(STATUS)
                        .expressionAttributeValues(
                            Map.of(
                                ":customer", text(customer.value()),
                                ":prefix", text("ep_"),
                                ":deleted", text(DELETED)))
                        .consistentRead(true)))
        .items()
        .stream();
  }

  @Override
  public Optional<Endpoint> find(EndpointKey key) {
    var item = item(EndpointItems.key(key));
    return item.isEmpty() || text(item, "status").equals(DELETED)
        ? Optional.empty()
        : Optional.of(EndpointItems.endpoint(item));
  }

  private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
    return dynamoDb.getItem(r -> r.tableName(table).key(key).consistentRead(true)).item();
  }

  @Override
  public Registration register(Endpoint endpoint, int limit, int limitADay) {
    var today = LocalDate.ofInstant(endpoint.createdAt(), ZoneOffset.UTC);
    for (int tries = 0; ; tries++) {
      var count = item(EndpointItems.key(endpoint.key().customer(), COUNT));
      if (!count.isEmpty() && integer(count, "endpoints") >= limit) {
        return Registration.TOO_MANY;
      }
      var seen = optionalText(count, "registrations");
      var next = (seen == null ? DailyCount.NEVER : DailyCount.of(seen)).next(today, limitADay);
      if (next.isEmpty()) {
        return Registration.TOO_MANY_TODAY;
      }
      try {
        store(endpoint, seen, next.get(), limit);
        return Registration.STORED;
      } catch (TransactionCanceledException e) {
        if (tries >= TRIES) { // others register for this customer all the time
          throw e;
        }
      }
    }
  }

  private void store(Endpoint endpoint, @Nullable String seen, DailyCount next, int limit) {
    var values = new HashMap<String, AttributeValue>();
    values.put(":one", number(1));
    values.put(":next", text(next.text()));
    if (seen != null) {
      values.put(":seen", text(seen));
      values.put(":limit", number(limit));
    }
    var counted =
        count(endpoint.key().customer())
            .updateExpression("SET registrations = :next ADD endpoints :one")
            .conditionExpression(
                seen == null
                    ? "attribute_not_exists(registrations)"
                    : "registrations = :seen AND endpoints < :limit");
    dynamoDb.transactWriteItems(
        request ->
            request.transactItems(
                item(counted.expressionAttributeValues(values)),
                TransactWriteItem.builder()
                    .put(
                        put ->
                            put.tableName(table)
                                .item(EndpointItems.item(endpoint))
                                .conditionExpression("attribute_not_exists(endpointId)"))
                    .build()));
  }

  @Override
  public boolean delete(EndpointKey key, Instant now) {
    var counted =
        count(key.customer())
            .updateExpression("ADD endpoints :less")
            .expressionAttributeValues(Map.of(":less", number(-1)));
    for (int tries = 0; ; tries++) {
      try {
        dynamoDb.transactWriteItems(r -> r.transactItems(item(emptied(key, now)), item(counted)));
        return true;
      } catch (TransactionCanceledException e) {
        if (e.hasCancellationReasons()
            && "ConditionalCheckFailed".equals(e.cancellationReasons().getFirst().code())) {
          return false;
        }
        if (tries >= TRIES) {
          throw e;
        }
      }
    }
  }

  private Update.Builder emptied(EndpointKey key, Instant now) {
    return Update.builder()
        .tableName(table)
        .key(EndpointItems.key(key))
        .updateExpression(
            "SET #status = :deleted, expiresAt = :expires REMOVE #url, secrets, types")
        .conditionExpression("attribute_exists(#url)")
        .expressionAttributeNames(Map.of("#status", "status", "#url", "url"))
        .expressionAttributeValues(
            Map.of(
                ":deleted", text(DELETED),
                ":expires", number(now.plus(DELETED_KEPT).getEpochSecond())));
  }

  private Update.Builder count(CustomerId customer) {
    return Update.builder().tableName(table).key(EndpointItems.key(customer, COUNT));
  }

  private static TransactWriteItem item(Update.Builder update) {
    return TransactWriteItem.builder().update(update.build()).build();
  }

  @Override
  public boolean countVerification(Endpoint seen, DailyCount next) {
    return replace(
        seen.key(), "verifications", text(seen.verifications().text()), text(next.text()));
  }

  @Override
  public boolean replaceSecrets(Endpoint seen, List<Secret> next) {
    return replace(
        seen.key(), "secrets", EndpointItems.secrets(seen.secrets()), EndpointItems.secrets(next));
  }

  /** True also where it was this write that replaced it, and its answer was lost. */
  private boolean replace(EndpointKey key, String name, AttributeValue seen, AttributeValue next) {
    try {
      dynamoDb.updateItem(
          request ->
              change(request, key)
                  .updateExpression("SET #name = :next")
                  .conditionExpression("#name = :seen")
                  .expressionAttributeNames(Map.of("#name", name))
                  .expressionAttributeValues(Map.of(":seen", seen, ":next", next)));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return e.hasItem() && next.equals(e.item().get(name));
    }
  }

  @Override
  public void activate(EndpointKey key) {
    ifThere(
        request ->
            change(request, key)
                .updateExpression(
                    "SET #status = :active, failedInARow = :none"
                        + " REMOVE disabledAt, disabledBecause, lastFailed")
                .conditionExpression("attribute_exists(#url)")
                .expressionAttributeNames(Map.of("#status", "status", "#url", "url"))
                .expressionAttributeValues(
                    Map.of(":active", text(EndpointStatus.ACTIVE.name()), ":none", number(0))));
  }

  @Override
  public int countFailure(EndpointKey key, DeliveryId delivery) {
    try {
      var counted =
          dynamoDb.updateItem(
              request ->
                  change(request, key)
                      .updateExpression("SET lastFailed = :delivery ADD failedInARow :one")
                      .conditionExpression(
                          "attribute_exists(#url) AND"
                              + " (attribute_not_exists(lastFailed) OR lastFailed <> :delivery)")
                      .expressionAttributeNames(Map.of("#url", "url"))
                      .expressionAttributeValues(
                          Map.of(":delivery", text(delivery.value()), ":one", number(1)))
                      .returnValues(ReturnValue.ALL_NEW));
      return integer(counted.attributes(), "failedInARow");
    } catch (ConditionalCheckFailedException e) {
      return e.hasItem() && e.item().containsKey("url") ? integer(e.item(), "failedInARow") : 0;
    }
  }

  @Override
  public void forgetFailures(EndpointKey key) {
    ifThere(
        request ->
            change(request, key)
                .updateExpression("SET failedInARow = :none REMOVE lastFailed")
                .conditionExpression("attribute_exists(#url)")
                .expressionAttributeNames(Map.of("#url", "url"))
                .expressionAttributeValues(Map.of(":none", number(0))));
  }

  @Override
  public boolean disable(EndpointKey key, Instant at, String reason) {
    try {
      dynamoDb.updateItem(
          request ->
              change(request, key)
                  .updateExpression(
                      "SET #status = :disabled, disabledAt = :at, disabledBecause = :reason")
                  .conditionExpression("#status = :active")
                  .expressionAttributeNames(STATUS)
                  .expressionAttributeValues(
                      Map.of(
                          ":disabled", text(EndpointStatus.DISABLED.name()),
                          ":active", text(EndpointStatus.ACTIVE.name()),
                          ":at", time(at),
                          ":reason", text(reason))));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return e.hasItem() && time(at).equals(e.item().get("disabledAt"));
    }
  }

  private UpdateItemRequest.Builder change(UpdateItemRequest.Builder request, EndpointKey key) {
    return request
        .tableName(table)
        .key(EndpointItems.key(key))
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
  }

  private void ifThere(Consumer<UpdateItemRequest.Builder> change) {
    try {
      dynamoDb.updateItem(change);
    } catch (ConditionalCheckFailedException e) {
      // The endpoint was deleted in the meantime.
    }
  }
}
