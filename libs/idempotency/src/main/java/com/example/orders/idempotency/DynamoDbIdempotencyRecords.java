package com.example.orders.idempotency;

import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static java.util.Objects.requireNonNull;

import com.example.orders.dynamodb.Attributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Keeps the records in a DynamoDB table with the attributes that Powertools for AWS Lambda uses
 * ({@code id, status, expiration, in_progress_expiration, data, validation}) and two more: {@code
 * owner} and {@code fence}. {@code expiration} is the table's TTL attribute.
 */
public final class DynamoDbIdempotencyRecords implements IdempotencyRecords {
  private static final String IN_PROGRESS = "INPROGRESS";
  private static final String COMPLETED = "COMPLETED";
  private static final Map<String, String> OWNED =
      Map.of("#owner", "owner", "#status", "status"); // both are reserved words

  private final DynamoDbClient dynamoDb;
  private final String table;

  public DynamoDbIdempotencyRecords(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
  }

  @Override
  public Write create(IdempotencyRecord first, Instant now) {
    return put(
        first,
        "attribute_not_exists(id) OR expiration < :now",
        null,
        Map.of(":now", number(now.getEpochSecond())));
  }

  @Override
  public Write takeOver(IdempotencyRecord seen, IdempotencyRecord next, Instant now) {
    return put(
        next,
        "#owner = :owner AND #status = :status AND in_progress_expiration < :now",
        OWNED,
        Map.of(
            ":owner",
            text(seen.owner()),
            ":status",
            text(IN_PROGRESS),
            ":now",
            number(now.toEpochMilli())));
  }

  @Override
  public Write update(IdempotencyRecord next) {
    return put(next, "#owner = :owner AND #status = :status", OWNED, heldBy(next));
  }

  @Override
  public Write delete(IdempotencyRecord own) {
    return write(
        () ->
            dynamoDb.deleteItem(
                delete ->
                    delete
                        .tableName(table)
                        .key(Map.of("id", text(own.key().id())))
                        .conditionExpression("#owner = :owner AND #status = :status")
                        .expressionAttributeNames(OWNED)
                        .expressionAttributeValues(heldBy(own))
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)));
  }

  private Write put(
      IdempotencyRecord record,
      String condition,
      @Nullable Map<String, String> names,
      Map<String, AttributeValue> values) {
    return write(
        () ->
            dynamoDb.putItem(
                put ->
                    put.tableName(table)
                        .item(toItem(record))
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)));
  }

  private static Write write(Runnable call) {
    try {
      call.run();
      return new Written();
    } catch (ConditionalCheckFailedException e) {
      return new NotWritten(
          e.hasItem() && !e.item().isEmpty() ? Optional.of(toRecord(e.item())) : Optional.empty());
    } catch (SdkException e) {
      throw new IdempotencyUnavailableException(e);
    }
  }

  private static Map<String, AttributeValue> heldBy(IdempotencyRecord record) {
    return Map.of(":owner", text(record.owner()), ":status", text(IN_PROGRESS));
  }

  private static Map<String, AttributeValue> toItem(IdempotencyRecord record) {
    var item = new HashMap<String, AttributeValue>();
    item.put("id", text(record.key().id()));
    item.put("status", text(record.isDone() ? COMPLETED : IN_PROGRESS));
    item.put("expiration", number(record.expiresAt().getEpochSecond()));
    item.put("validation", text(record.payloadHash()));
    item.put("owner", text(record.owner()));
    item.put("fence", number(record.fence()));
    if (record.leaseUntil() != null) {
      item.put("in_progress_expiration", number(record.leaseUntil().toEpochMilli()));
    }
    Attributes.put(item, "data", record.data());
    return item;
  }

  private static IdempotencyRecord toRecord(Map<String, AttributeValue> item) {
    var done = text(item, "status").equals(COMPLETED);
    return new IdempotencyRecord(
        new IdempotencyKey(text(item, "id")),
        text(item, "owner"),
        number(item, "fence"),
        text(item, "validation"),
        Instant.ofEpochSecond(number(item, "expiration")),
        done ? null : Instant.ofEpochMilli(number(item, "in_progress_expiration")),
        done ? text(item, "data") : null);
  }
}
