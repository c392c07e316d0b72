package com.example.orders.payment.sandbox;

import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.optionalTime;
import static com.example.orders.dynamodb.Attributes.put;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.example.orders.order.Money;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.sandbox.LedgerEntry.ChargeRequest;
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
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps the ledger in its own DynamoDB table, one item per payment key. Its counts of charges and
 * refunds are what truly happened: they are added to by the very write that moves the money and are
 * never set, so a write that should not have been made is counted and not hidden.
 */
final class DynamoDbLedger implements Ledger {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbLedger(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
  }

  @Override
  public Optional<LedgerEntry> swap(@Nullable LedgerEntry seen, LedgerEntry next) {
    var update =
        update(seen, next)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    try {
      dynamoDb.updateItem(update);
      return Optional.empty();
    } catch (ConditionalCheckFailedException e) {
      return Optional.of(toEntry(e.item()));
    } catch (SdkException e) {
      throw new PaymentUnavailableException("The ledger did not answer", e);
    }
  }

  private UpdateItemRequest.Builder update(@Nullable LedgerEntry seen, LedgerEntry next) {
    var sets = attributes(next);
    var names = new HashMap<String, String>();
    var values = new HashMap<String, AttributeValue>();
    sets.forEach(
        (name, value) -> {
          names.put("#" + name, name);
          values.put(":" + name, value);
        });
    values.put(":charged", number(next.charges() - (seen == null ? 0 : seen.charges())));
    values.put(":refunded", number(next.refunds() - (seen == null ? 0 : seen.refunds())));
    if (seen != null) {
      values.put(":seen", number(seen.version()));
    }
    return UpdateItemRequest.builder()
        .tableName(table)
        .key(Map.of("paymentKey", text(next.key().value())))
        .updateExpression(
            sets.keySet().stream()
                .map(name -> "#" + name + " = :" + name)
                .collect(joining(", ", "SET ", " ADD charges :charged, refunds :refunded")))
        .conditionExpression(seen == null ? "attribute_not_exists(paymentKey)" : "#version = :seen")
        .expressionAttributeNames(names)
        .expressionAttributeValues(values);
  }

  /** What a write sets; no state lacks an attribute that an earlier one had. */
  private static Map<String, AttributeValue> attributes(LedgerEntry entry) {
    var item = new HashMap<String, AttributeValue>();
    item.put("version", number(entry.version()));
    item.put("status", text(entry.status().name()));
    item.put("attempts", number(entry.attempts()));
    item.put("createdAt", text(entry.createdAt().toString()));
    var request = entry.request();
    if (request != null) {
      item.put("amount", number(request.amount().minorUnits()));
      item.put("currency", text(request.amount().currency()));
      item.put("tokenFingerprint", text(request.tokenFingerprint()));
    }
    if (entry.charges() > 0) {
      item.put("paymentId", text(entry.paymentId().value()));
    }
    put(item, "reason", entry.reason());
    put(item, "settledAt", exact(entry.settledAt()));
    put(item, "voidedAt", exact(entry.voidedAt()));
    return item;
  }

  private static LedgerEntry toEntry(Map<String, AttributeValue> item) {
    return new LedgerEntry(
        new PaymentKey(text(item, "paymentKey")),
        integer(item, "version"),
        LedgerStatus.valueOf(text(item, "status")),
        item.containsKey("amount") ? toRequest(item) : null,
        optionalText(item, "reason"),
        integer(item, "attempts"),
        integer(item, "charges"),
        integer(item, "refunds"),
        time(item, "createdAt"),
        optionalTime(item, "settledAt"),
        optionalTime(item, "voidedAt"));
  }

  private static ChargeRequest toRequest(Map<String, AttributeValue> item) {
    var amount = new Money(number(item, "amount"), text(item, "currency"));
    return new ChargeRequest(amount, text(item, "tokenFingerprint"));
  }

  /** A repeated answer names the very time of the first, so nothing is cut off. */
  private static @Nullable String exact(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
