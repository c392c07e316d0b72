package com.example.orders.failures.dynamodb;

import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.failures.dynamodb.FailureMapper.AUDIT;
import static com.example.orders.failures.dynamodb.FailureMapper.ENTRY;
import static com.example.orders.failures.dynamodb.FailureMapper.EXPIRES_AT;
import static com.example.orders.failures.dynamodb.FailureMapper.ID;
import static com.example.orders.failures.dynamodb.FailureMapper.PART;
import static com.example.orders.failures.dynamodb.FailureMapper.key;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Payloads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The failures' table: one item for the entry, numbered ones for its payload and for what was done
 * to it. An entry, its payload and the note of it are written in one transaction (at most 100 items
 * and 4 MB; a queue takes 1 MiB), so a crash never leaves one without the others.
 *
 * <p>Settled entries expire. DynamoDB deletes them late, so an entry whose time is over counts as
 * gone here; its payload and notes live a week longer.
 */
public final class DynamoDbFailures implements Failures {
  /** The index over the entries, the only items that have a state. */
  static final String BY_STATE = "byState";

  static final Duration KEPT = Duration.ofDays(30);
  private static final Duration PARTS_KEPT = KEPT.plusDays(7);
  private static final int WRITES = 5;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Clock clock;

  public DynamoDbFailures(DynamoDbClient dynamoDb, String table, Clock clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Recording record(FailureReport report, String by) {
    for (int writes = 0; writes < WRITES; writes++) {
      var known = find(report.id()).orElse(null);
      if (known != null && known.knows(report)) {
        return new KnownAlready(known);
      }
      if (known == null) {
        var first = Failure.first(report);
        if (write(first, entry(first, report), audit(first, Action.RECORD, report, by))) {
          return new Recorded(first);
        }
      } else {
        var again = known.reportedAgain(report);
        if (reopen(known, again, report, by)) {
          return new RecordedAgain(again);
        }
      }
    }
    throw new IllegalStateException("The entry is written by others all the time");
  }

  @Override
  public Optional<Failure> find(FailureId id) {
    var item =
        dynamoDb.getItem(r -> r.tableName(table).key(key(id, ENTRY)).consistentRead(true)).item();
    return item.isEmpty() || isExpired(item)
        ? Optional.empty()
        : Optional.of(FailureMapper.failure(item));
  }

  @Override
  public Optional<Payloads> payloads(FailureId id) {
    var parts = new TreeMap<String, Map<String, AttributeValue>>();
    dynamoDb
        .queryPaginator(parts(id, Chunks.ORIGINAL.prefix(), ENTRY))
        .items()
        .forEach(item -> parts.put(text(item, PART), item));
    var entry = parts.get(ENTRY);
    if (entry == null || isExpired(entry)) {
      return Optional.empty();
    }
    return Optional.of(
        new Payloads(
            Chunks.ORIGINAL.join(entry, parts),
            Chunks.EDITED.isOf(entry) ? Chunks.EDITED.join(entry, parts) : null));
  }

  @Override
  public Page list(Query query) {
    var answer =
        dynamoDb.query(
            Listing.of(query, clock.instant()).toBuilder()
                .tableName(table)
                .indexName(BY_STATE)
                .build());
    return new Page(
        answer.items().stream().map(FailureMapper::failure).toList(),
        answer.hasLastEvaluatedKey() ? Listing.cursor(answer.lastEvaluatedKey()) : null);
  }

  @Override
  public List<AuditEntry> audit(FailureId id) {
    return dynamoDb.queryPaginator(parts(id, AUDIT, AUDIT + "~")).items().stream()
        .map(FailureMapper::audit)
        .toList();
  }

  @Override
  public boolean replace(Failure before, Failure after, AuditEntry audit) {
    return change(before, after, Map.of(), List.of(), audit);
  }

  /** Makes the change together with a write elsewhere, which may have a condition: both or none. */
  public boolean replace(
      Failure before, Failure after, AuditEntry audit, TransactWriteItem elsewhere) {
    return change(before, after, Map.of(), List.of(elsewhere), audit);
  }

  @Override
  public boolean edit(Failure before, Failure after, String payload, AuditEntry audit) {
    var items = Chunks.EDITED.items(before.id(), payload);
    return change(before, after, Chunks.EDITED.attributes(payload), puts(items), audit);
  }

  @Override
  public void note(Failure failure, AuditEntry audit) {
    dynamoDb.putItem(
        r -> r.tableName(table).item(FailureMapper.item(failure.id(), failure.version(), audit)));
  }

  /** The newest payload is the one worth a replay, unless an operator has worked on another. */
  private boolean reopen(Failure known, Failure again, FailureReport report, String by) {
    var keeps = known.edited() || known.source() == FailureSource.ORDERS_QUEUE;
    var audit = audit(again, Action.REOPEN, report, by);
    return keeps
        ? change(known, again, Map.of(), List.of(), audit)
        : change(
            known,
            again,
            Chunks.ORIGINAL.attributes(report.payload()),
            puts(Chunks.ORIGINAL.items(known.id(), report.payload())),
            audit);
  }

  private static AuditEntry audit(Failure failure, Action action, FailureReport seen, String by) {
    return new AuditEntry(
        seen.at(), by, action, failure.state().name(), "reported by " + seen.reportId());
  }

  /** A new entry, in the place of an expired one too. */
  private List<TransactWriteItem> entry(Failure failure, FailureReport report) {
    var item = new HashMap<>(key(failure.id(), ENTRY));
    item.putAll(FailureMapper.attributes(failure));
    item.putAll(Chunks.ORIGINAL.attributes(report.payload()));
    var put =
        Put.builder()
            .tableName(table)
            .item(item)
            .conditionExpression("attribute_not_exists(" + ID + ") OR " + EXPIRES_AT + " <= :now")
            .expressionAttributeValues(Map.of(":now", number(clock.instant().getEpochSecond())));
    var items = new ArrayList<TransactWriteItem>();
    items.add(TransactWriteItem.builder().put(put.build()).build());
    items.addAll(puts(Chunks.ORIGINAL.items(failure.id(), report.payload())));
    return items;
  }

  private boolean change(
      Failure before,
      Failure after,
      Map<String, AttributeValue> payload,
      List<TransactWriteItem> along,
      AuditEntry audit) {
    if (isSettled(before) && !isSettled(after)) {
      expireParts(before.id(), null); // first, so that an open entry never loses its payload
    }
    var items = new ArrayList<TransactWriteItem>();
    items.add(update(before, after, payload));
    items.addAll(along);
    var isWritten = write(after, items, audit);
    if (isWritten && isSettled(after)) {
      expireParts(after.id(), clock.instant().plus(PARTS_KEPT));
    }
    return isWritten;
  }

  private TransactWriteItem update(
      Failure before, Failure after, Map<String, AttributeValue> payload) {
    var sets = new HashMap<>(FailureMapper.attributes(after));
    sets.putAll(payload);
    if (isSettled(after)) {
      sets.put(EXPIRES_AT, number(clock.instant().plus(KEPT).getEpochSecond()));
    }
    var removes = new ArrayList<>(FailureMapper.OPTIONAL);
    removes.add(EXPIRES_AT);
    removes.removeAll(sets.keySet());
    var names = new HashMap<String, String>();
    var values = new HashMap<>(Map.of(":before", number(before.version())));
    sets.forEach((name, value) -> values.put(":" + name, value));
    Stream.concat(sets.keySet().stream(), removes.stream())
        .forEach(name -> names.put("#" + name, name));
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table)
                .key(key(after.id(), ENTRY))
                .updateExpression(expression(sets.keySet(), removes))
                .conditionExpression("#version = :before")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build())
        .build();
  }

  private static String expression(Collection<String> sets, Collection<String> removes) {
    var set = sets.stream().map(name -> "#" + name + " = :" + name);
    var remove = removes.stream().map(name -> "#" + name);
    return set.collect(Collectors.joining(", ", "SET ", ""))
        + (removes.isEmpty() ? "" : remove.collect(Collectors.joining(", ", " REMOVE ", "")));
  }

  private List<TransactWriteItem> puts(List<Map<String, AttributeValue>> items) {
    return items.stream().map(this::put).toList();
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName(table).item(item).build())
        .build();
  }

  /** Answers false if the entry is no longer, or is just being changed from, what was read. */
  private boolean write(Failure after, List<TransactWriteItem> items, AuditEntry audit) {
    var all = new ArrayList<>(items);
    all.add(put(FailureMapper.item(after.id(), after.version(), audit)));
    try {
      dynamoDb.transactWriteItems(r -> r.transactItems(all));
      return true;
    } catch (TransactionCanceledException e) {
      var isChanged =
          e.hasCancellationReasons()
              && e.cancellationReasons().stream()
                  .anyMatch(
                      reason ->
                          "ConditionalCheckFailed".equals(reason.code())
                              || "TransactionConflict".equals(reason.code()));
      if (isChanged) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isSettled(Failure failure) {
    return switch (failure.state()) {
      case OPEN, REPLAYING -> false;
      case RESOLVED, DISCARDED -> true;
    };
  }

  private boolean isExpired(Map<String, AttributeValue> entry) {
    var expiresAt = entry.get(EXPIRES_AT);
    return expiresAt != null && Long.parseLong(expiresAt.n()) <= clock.instant().getEpochSecond();
  }

  /** A crash on the way leaves parts that stay for ever, which costs their storage and no more. */
  private void expireParts(FailureId id, @Nullable Instant at) {
    for (var item : dynamoDb.queryPaginator(keys(id)).items()) {
      dynamoDb.updateItem(
          r -> {
            r.tableName(table).key(key(id, text(item, PART)));
            r.conditionExpression("attribute_exists(" + ID + ")");
            if (at == null) {
              r.updateExpression("REMOVE " + EXPIRES_AT);
            } else {
              r.updateExpression("SET " + EXPIRES_AT + " = :at");
              r.expressionAttributeValues(Map.of(":at", number(at.getEpochSecond())));
            }
          });
    }
  }

  private QueryRequest keys(FailureId id) {
    return parts(id, AUDIT, ENTRY).toBuilder()
        .filterExpression("attribute_not_exists(#state)")
        .projectionExpression(PART)
        .expressionAttributeNames(Map.of("#state", "state"))
        .build();
  }

  private QueryRequest parts(FailureId id, String from, String to) {
    return QueryRequest.builder()
        .tableName(table)
        .keyConditionExpression(ID + " = :id AND part BETWEEN :from AND :to")
        .expressionAttributeValues(
            Map.of(":id", text(id.value()), ":from", text(from), ":to", text(to)))
        .consistentRead(true)
        .build();
  }
}
