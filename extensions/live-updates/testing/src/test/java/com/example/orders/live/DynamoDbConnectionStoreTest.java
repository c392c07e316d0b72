package com.example.orders.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import com.example.orders.live.OpenConnections.Outcome;
import com.example.orders.order.CustomerId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import localcloud.dynoxide.Dynoxide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The same promises kept by Dynoxide. */
class DynamoDbConnectionStoreTest extends ConnectionPromisesTest {
  private static final String TABLE = "Connections";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-30T00:10:00Z"), ZoneOffset.UTC);

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

  /** Another handshake of the same customer writes the same item in a transaction. */
  @Test
  void aDisconnectThatMeetsATransactionLooksAgain() {
    var customer = new CustomerId("meets-a-transaction");
    var open = openConnection(customer, new ConnectionId("conflict=="));
    var busy = refusingOnce(TransactionConflictException.builder().build());

    new OpenConnections(new DynamoDbConnectionStore(busy, TABLE), CLOCK)
        .disconnect(new ConnectionId("conflict=="));

    assertThat(open.of(customer)).isEmpty();
  }

  @Test
  void aDisconnectThatIsThrottledFails() {
    var customer = new CustomerId("throttled");
    var open = openConnection(customer, new ConnectionId("throttle=="));
    var busy = refusingOnce(ProvisionedThroughputExceededException.builder().build());
    var throttled = new OpenConnections(new DynamoDbConnectionStore(busy, TABLE), CLOCK);

    assertThatThrownBy(() -> throttled.disconnect(new ConnectionId("throttle==")))
        .isInstanceOf(ProvisionedThroughputExceededException.class);

    assertThat(open.of(customer)).hasSize(1);
  }

  private OpenConnections openConnection(CustomerId customer, ConnectionId id) {
    var ticket = Ticket.random(new SecureRandom());
    store().issue(ticket, customer, CLOCK.instant().plusSeconds(60));
    var open = new OpenConnections(store(), CLOCK);
    assertThat(open.connect(ticket, id, 1, _ -> {})).isEqualTo(Outcome.CONNECTED);
    return open;
  }

  @SuppressWarnings("unchecked")
  private static DynamoDbClient refusingOnce(DynamoDbException refusal) {
    var client = mock(DynamoDbClient.class, delegatesTo(dynamoDb));
    doThrow(refusal).doAnswer(delegatesTo(dynamoDb)).when(client).putItem(any(Consumer.class));
    return client;
  }
}
