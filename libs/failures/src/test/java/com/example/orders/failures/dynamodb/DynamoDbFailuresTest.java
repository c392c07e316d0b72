package com.example.orders.failures.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures.InvalidCursorException;
import com.example.orders.failures.Failures.KnownAlready;
import com.example.orders.failures.Failures.Query;
import com.example.orders.failures.Failures.Recorded;
import com.example.orders.failures.Failures.RecordedAgain;
import com.example.orders.failures.Payloads;
import com.example.orders.order.OrderKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import localcloud.dynoxide.Dynoxide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class DynamoDbFailuresTest {
  private static final String TABLE = "failures";
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.120Z");
  private static final AuditEntry BY_EVE =
      new AuditEntry(NOW, "arn:eve", Action.REPLAY, "REPLAYING", "request 1");

  private static final Map<String, AttributeValue> ELSEWHERE =
      Map.of(
          "failureId",
          AttributeValue.fromS("elsewhere"),
          "part",
          AttributeValue.fromS("elsewhere"));

  private static Dynoxide dynoxide;
  private static DynamoDbClient client;

  private final DynamoDbFailures failures = at(NOW);

  @BeforeAll
  static void start() {
    dynoxide = Dynoxide.start();
    client = dynoxide.client();
    client.createTable(
        r ->
            r.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    List.of("failureId", "part", "state", "lastSeen").stream()
                        .map(DynamoDbFailuresTest::attribute)
                        .toList())
                .keySchema(key("failureId", KeyType.HASH), key("part", KeyType.RANGE))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("byState")
                        .keySchema(key("state", KeyType.HASH), key("lastSeen", KeyType.RANGE))
                        .projection(all -> all.projectionType(ProjectionType.ALL))
                        .build()));
  }

  @AfterAll
  static void stop() {
    dynoxide.close();
  }

  @Test
  void keepsANewFailureWithAllThatIsKnownOfIt() {
    var report = report("m-1", "payload");
    var seen = failures.record(report, "record-failure");

    assertThat(seen).isEqualTo(new Recorded(Failure.first(report)));
    assertThat(failures.find(report.id())).contains(Failure.first(report));
    assertThat(failures.payloads(report.id())).contains(new Payloads("payload", null));
    assertThat(failures.audit(report.id()))
        .containsExactly(
            new AuditEntry(NOW, "record-failure", Action.RECORD, "OPEN", "reported by m-1"));
  }

  @Test
  void countsAMessageThatIsDeliveredAgainOnce() {
    var report = report("m-1", "payload");
    failures.record(report, "drain");

    assertThat(failures.record(report, "drain")).isInstanceOf(KnownAlready.class);
    assertThat(failures.find(report.id())).contains(Failure.first(report));
  }

  @Test
  void changesAnEntryTogetherWithAWriteElsewhereOrNotAtAll() {
    var open = failures.record(report("m-1", "payload"), "drain").failure();
    var audit = new AuditEntry(NOW, "arn:eve", Action.DISCARD, "DISCARDED", "why");

    assertThat(failures.replace(open, open.discard(), audit, elsewhere("attribute_exists(part)")))
        .isFalse();
    assertThat(failures.find(open.id())).contains(open);
    assertThat(failures.audit(open.id())).doesNotContain(audit);
    assertThat(client.getItem(r -> r.tableName(TABLE).key(ELSEWHERE)).hasItem()).isFalse();

    var other = elsewhere("attribute_not_exists(part)");
    assertThat(failures.replace(open, open.discard(), audit, other)).isTrue();
    assertThat(failures.find(open.id())).contains(open.discard());
    assertThat(failures.audit(open.id())).contains(audit);
    assertThat(client.getItem(r -> r.tableName(TABLE).key(ELSEWHERE)).hasItem()).isTrue();
  }

  private static TransactWriteItem elsewhere(String condition) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(TABLE).item(ELSEWHERE).conditionExpression(condition))
        .build();
  }

  @Test
  void leavesAResolvedEntryAloneWhenAnOldMessageIsDeliveredAgain() {
    var report = report("m-1", "payload");
    failures.record(report, "drain");
    resolve(report.id());

    failures.record(report, "drain");

    assertThat(failures.find(report.id()).orElseThrow().state()).isEqualTo(FailureState.RESOLVED);
  }

  @Test
  void opensAResolvedEntryThatIsSeenAgainAndKeepsItFromExpiring() {
    var first = report("m-1", "payload");
    failures.record(first, "drain");
    resolve(first.id());
    assertThat(parts(first.id())).allSatisfy(part -> assertThat(part).containsKey("expiresAt"));

    var again = failures.record(again(first, "m-2", "newer payload"), "drain");

    assertThat(again).isInstanceOf(RecordedAgain.class);
    assertThat(failures.find(first.id())).contains(again.failure());
    assertThat(again.failure().state()).isEqualTo(FailureState.OPEN);
    assertThat(failures.payloads(first.id())).contains(new Payloads("newer payload", null));
    assertThat(parts(first.id()))
        .allSatisfy(part -> assertThat(part).doesNotContainKey("expiresAt"));
    assertThat(failures.audit(first.id()).stream().map(AuditEntry::action))
        .containsExactly(Action.RECORD, Action.REPLAY, Action.REPLAY, Action.REOPEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 299_999, 300_000, 300_001, 1_048_576})
  void keepsAPayloadOfAnyLengthWhole(int length) {
    var payload = "ä".repeat(length / 2) + "x".repeat(length % 2);
    var report = report("m-1", payload);
    failures.record(report, "drain");

    assertThat(failures.payloads(report.id()).orElseThrow().original()).isEqualTo(payload);
  }

  @Test
  void keepsWhatIsNoText() {
    var payload = "\u0000 \ud83d half, \udca9 the other \uffff";
    var report = report("m-1", payload);
    failures.record(report, "drain");

    assertThat(failures.payloads(report.id()).orElseThrow().original()).isEqualTo(payload);
  }

  @Test
  void fault31_takesAnEntryForOneOfManyReplays() throws Exception {
    var seen = failures.record(report("m-1", "payload"), "drain").failure();
    var claim = seen.claim(NOW, Duration.ofMinutes(10));
    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<Boolean> replay = () -> failures.replace(seen, claim, BY_EVE);
      var won = new ArrayList<Boolean>();
      for (var future : threads.invokeAll(Collections.nCopies(8, replay))) {
        won.add(future.get());
      }
      assertThat(won).containsOnlyOnce(true);
    }
    assertThat(failures.find(seen.id())).contains(claim);
    assertThat(failures.audit(seen.id())).hasSize(2).contains(BY_EVE);
  }

  @Test
  void keepsTheOriginalBesideAnEditedPayload() {
    var seen = failures.record(report("m-1", "o".repeat(400_000)), "drain").failure();

    assertThat(failures.edit(seen, seen.edit(), "e".repeat(250_000), BY_EVE)).isTrue();
    assertThat(failures.edit(seen, seen.edit(), "late", BY_EVE)).isFalse();

    var payloads = failures.payloads(seen.id()).orElseThrow();
    assertThat(payloads.original()).isEqualTo("o".repeat(400_000));
    assertThat(payloads.current()).isEqualTo("e".repeat(250_000));
    failures.record(again(report("m-1", ""), "m-2", "newer", seen), "drain");
    assertThat(failures.payloads(seen.id())).contains(payloads);
  }

  @Test
  void listsPageByPageThoseSeenLastFirst() {
    var source = FailureSource.EVENT_TARGET;
    var ids = new ArrayList<FailureId>();
    for (int i = 0; i < 7; i++) {
      var report = report(source, "States.Timeout", NOW.plusSeconds(i));
      failures.record(report, "drain");
      ids.addFirst(report.id());
    }
    failures.record(report(source, "Unheard.Of", NOW), "drain");

    var query = new Query(FailureState.OPEN, FailureClass.TRANSIENT, source, 3, null);
    var listed = new ArrayList<FailureId>();
    var pages = 0;
    String cursor = null;
    do {
      var page = failures.list(query.after(cursor));
      page.failures().forEach(failure -> listed.add(failure.id()));
      cursor = page.cursor();
      pages++;
    } while (cursor != null);

    assertThat(listed).containsExactlyElementsOf(ids);
    assertThat(pages).isGreaterThan(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void refusesACursorThatNoPageGave(String cursor) {
    var query = Query.of(FailureState.OPEN).after(cursor);
    assertThatThrownBy(() -> failures.list(query)).isInstanceOf(InvalidCursorException.class);
  }

  @Test
  void forgetsASettledEntryAfterItsTimeEvenIfItsItemIsStillThere() {
    var report = report("m-1", "payload");
    failures.record(report, "drain");
    resolve(report.id());
    var later = at(NOW.plus(DynamoDbFailures.KEPT));

    assertThat(later.find(report.id())).isEmpty();
    assertThat(later.payloads(report.id())).isEmpty();
    assertThat(later.record(again(report, "m-2", "newer"), "drain")).isInstanceOf(Recorded.class);
    assertThat(later.payloads(report.id())).contains(new Payloads("newer", null));
  }

  private void resolve(FailureId id) {
    var open = failures.find(id).orElseThrow();
    var claimed = open.claim(NOW, Duration.ofMinutes(10));
    assertThat(failures.replace(open, claimed, BY_EVE)).isTrue();
    assertThat(failures.replace(claimed, claimed.resolve(), BY_EVE)).isTrue();
  }

  private static DynamoDbFailures at(Instant now) {
    return new DynamoDbFailures(client, TABLE, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static List<Map<String, AttributeValue>> parts(FailureId id) {
    return client
        .query(
            r ->
                r.tableName(TABLE)
                    .keyConditionExpression("failureId = :id")
                    .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(id.value()))))
        .items()
        .stream()
        .filter(part -> !part.get("part").s().startsWith("audit#2026-11-21T10:00:00.120Z#000004"))
        .toList();
  }

  private static FailureReport report(String message, String payload) {
    var order = OrderKey.of("acme", UUID.randomUUID().toString());
    return new FailureReport(
        FailureId.ofShipment(order, "SHIP"),
        message,
        FailureSource.SHIPMENT_QUEUE,
        "https://queue",
        "ReceivesExhausted",
        "received 5 times",
        5,
        order,
        order.messageGroup(),
        payload,
        NOW);
  }

  private static FailureReport report(FailureSource source, String error, Instant at) {
    var key = UUID.randomUUID().toString();
    return new FailureReport(
        FailureId.ofEvent("rule", key), key, source, "bus", error, null, 1, null, null, "{}", at);
  }

  private static FailureReport again(FailureReport first, String message, String payload) {
    return new FailureReport(
        first.id(),
        message,
        first.source(),
        first.origin(),
        first.error(),
        first.cause(),
        first.attempts(),
        first.order(),
        first.messageGroup(),
        payload,
        NOW.plusSeconds(1));
  }

  private static FailureReport again(
      FailureReport like, String message, String payload, Failure entry) {
    return new FailureReport(
        entry.id(),
        message,
        like.source(),
        like.origin(),
        like.error(),
        like.cause(),
        like.attempts(),
        entry.order(),
        like.messageGroup(),
        payload,
        NOW.plusSeconds(1));
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
