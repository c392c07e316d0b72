package com.example.orders.payment.sandbox;

import static java.util.Objects.requireNonNull;

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
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Keeps the ledger in its own DynamoDB table, one item per payment key. */
final class DynamoDbLedger implements Ledger {
  private final DynamoDbClient dynamoDb;
  private final String table;

  DynamoDbLedger(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
  }

  @Override
  public Optional<LedgerEntry> swap(@Nullable LedgerEntry seen, LedgerEntry next) {
    var put =
        PutItemRequest.builder()
            .tableName(table)
            .item(toItem(next))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (seen == null) {
      put.conditionExpression("attribute_not_exists(paymentKey)");
    } else {
      put.conditionExpression("version = :seen")
          .expressionAttributeValues(Map.of(":seen", number(seen.version())));
    }
    try {
      dynamoDb.putItem(put.build());
      return Optional.empty();
    } catch (ConditionalCheckFailedException e) {
      return Optional.of(toEntry(e.item()));
    } catch (SdkException e) {
      throw new PaymentUnavailableException("The ledger did not answer", e);
    }
  }

  private static Map<String, AttributeValue> toItem(LedgerEntry entry) {
    var item = new HashMap<String, AttributeValue>();
    item.put("paymentKey", text(entry.key().value()));
    item.put("version", number(entry.version()));
    item.put("status", text(entry.status().name()));
    item.put("attempts", number(entry.attempts()));
    item.put("charges", number(entry.charges()));
    item.put("refunds", number(entry.refunds()));
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
    putText(item, "reason", entry.reason());
    putText(item, "settledAt", entry.settledAt());
    putText(item, "voidedAt", entry.voidedAt());
    return item;
  }

  private static LedgerEntry toEntry(Map<String, AttributeValue> item) {
    return new LedgerEntry(
        new PaymentKey(textOf(item, "paymentKey")),
        intOf(item, "version"),
        LedgerStatus.valueOf(textOf(item, "status")),
        item.containsKey("amount") ? toRequest(item) : null,
        item.containsKey("reason") ? textOf(item, "reason") : null,
        intOf(item, "attempts"),
        intOf(item, "charges"),
        intOf(item, "refunds"),
        Instant.parse(textOf(item, "createdAt")),
        instantOf(item, "settledAt"),
        instantOf(item, "voidedAt"));
  }

  private static ChargeRequest toRequest(Map<String, AttributeValue> item) {
    var amount = new Money(Long.parseLong(attribute(item, "amount").n()), textOf(item, "currency"));
    return new ChargeRequest(amount, textOf(item, "tokenFingerprint"));
  }

  private static void putText(
      Map<String, AttributeValue> item, String name, @Nullable Object value) {
    if (value != null) {
      item.put(name, text(value.toString()));
    }
  }

  private static @Nullable Instant instantOf(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? Instant.parse(textOf(item, name)) : null;
  }

  private static String textOf(Map<String, AttributeValue> item, String name) {
    return attribute(item, name).s();
  }

  private static int intOf(Map<String, AttributeValue> item, String name) {
    return Integer.parseInt(attribute(item, name).n());
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return requireNonNull(item.get(name), () -> "A ledger item without " + name);
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
