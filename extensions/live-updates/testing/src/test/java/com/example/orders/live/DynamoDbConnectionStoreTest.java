package com.example.orders.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.order.CustomerId;
import java.security.SecureRandom;
import java.time.Instant;
import localcloud.dynoxide.Dynoxide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The same promises kept by Dynoxide. */
class DynamoDbConnectionStoreTest extends ConnectionPromisesTest {
  private static final String TABLE = "Connections";

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
  ConnectionStore store() {
    return new DynamoDbConnectionStore(dynamoDb, TABLE);
  }

  @Test
  void theTicketItselfIsNotStoredAndEveryItemLeavesByTime() {
    var ticket = Ticket.random(new SecureRandom());
    var customer = new CustomerId("the-only-one");
    var now = Instant.parse("2026-11-30T00:10:00.500Z");
    store().issue(ticket, customer, now.plusSeconds(60));
    store().take(ticket, store().of(customer), new Connection(new ConnectionId("the-only=="), now));
    var items =
        dynamoDb.scanPaginator(scan -> scan.tableName(TABLE)).items().stream()
            .filter(item -> item.get("customer").s().equals("the-only-one"))
            .toList();

    assertThat(items).hasSize(3).noneMatch(item -> item.toString().contains(ticket.text()));
    assertThat(items)
        .extracting(item -> item.get("expiresAt").n())
        .containsExactlyInAnyOrder(
            String.valueOf(now.plusSeconds(60).getEpochSecond()),
            String.valueOf(now.plus(Connection.LONGEST).getEpochSecond()),
            String.valueOf(now.plus(Connection.LONGEST).getEpochSecond()));
    assertThat(items)
        .extracting(item -> item.get("id").s())
        .contains("CONNECTION#the-only==", "CUSTOMER#the-only-one");
  }
}
