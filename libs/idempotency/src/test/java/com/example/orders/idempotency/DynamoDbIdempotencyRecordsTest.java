package com.example.orders.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import localcloud.dynoxide.Dynoxide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** The same promises kept by Dynoxide, and the records' format. */
class DynamoDbIdempotencyRecordsTest extends IdempotencyPromisesTest {
  private static final String TABLE = "Idempotency";

  private static Dynoxide dynoxide;
  private static DynamoDbClient dynamoDb;

  @BeforeAll
  static void start() {
    dynoxide = Dynoxide.start();
    dynamoDb = dynoxide.client();
    dynoxide.createTable(TABLE, "id");
  }

  @AfterAll
  static void stop() {
    dynoxide.close();
  }

  @Override
  IdempotencyRecords records() {
    return new DynamoDbIdempotencyRecords(dynamoDb, TABLE);
  }

  @Override
  void forget(IdempotencyKey forgotten) {
    dynamoDb.deleteItem(
        delete -> delete.tableName(TABLE).key(Map.of("id", AttributeValue.fromS(forgotten.id()))));
  }

  @Test
  void writesTheAttributesThatPowertoolsWrites() {
    var key = IdempotencyKey.of("format", "one");
    var now = Instant.parse("2026-11-21T03:15:00.123Z");
    var claimed =
        new IdempotencyRecord(
            key, "owner-1", 7, "a".repeat(64), now.plusSeconds(3600), now.plusMillis(12_000), null);
    var _ = records().create(claimed, now);

    assertThat(item(key))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "id", AttributeValue.fromS(key.id()),
                "status", AttributeValue.fromS("INPROGRESS"),
                "expiration", AttributeValue.fromN("1795234500"),
                "in_progress_expiration", AttributeValue.fromN("1795230912123"),
                "validation", AttributeValue.fromS("a".repeat(64)),
                "owner", AttributeValue.fromS("owner-1"),
                "fence", AttributeValue.fromN("7")));

    var _ = records().update(claimed.done("sent", now.plusSeconds(7200)));
    assertThat(item(key))
        .containsEntry("status", AttributeValue.fromS("COMPLETED"))
        .containsEntry("data", AttributeValue.fromS("sent"))
        .containsEntry("expiration", AttributeValue.fromN("1795238100"))
        .doesNotContainKey("in_progress_expiration");
  }

  @Test
  void saysSoWhenTheTableDoesNotAnswer() {
    var silent =
        new DynamoDbIdempotencyRecords(
            new DynamoDbClient() {
              @Override
              public PutItemResponse putItem(Consumer<PutItemRequest.Builder> request) {
                throw ApiCallTimeoutException.create(1);
              }

              @Override
              public String serviceName() {
                return "dynamodb";
              }

              @Override
              public void close() {
                // Holds nothing.
              }
            },
            TABLE);
    var record =
        new IdempotencyRecord(
            IdempotencyKey.of("format", "two"), "o", 1, "h", Instant.MAX, Instant.EPOCH, null);

    assertThatThrownBy(() -> silent.update(record.done("sent", Instant.EPOCH)))
        .isInstanceOf(IdempotencyUnavailableException.class)
        .hasCauseInstanceOf(ApiCallTimeoutException.class);
  }

  private static Map<String, AttributeValue> item(IdempotencyKey key) {
    return dynamoDb
        .getItem(get -> get.tableName(TABLE).key(Map.of("id", AttributeValue.fromS(key.id()))))
        .item();
  }
}
