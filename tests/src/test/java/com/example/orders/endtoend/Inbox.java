package com.example.orders.endtoend;

import com.example.orders.cli.StackOutputs;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Failures.Query;
import com.example.orders.failures.dynamodb.DynamoDbFailures;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The failures inbox, reached behind the operators' API. */
record Inbox(DynamoDbClient dynamoDb, Failures failures) implements AutoCloseable {

  static Inbox of(Target target) {
    var client = StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build();
    var table = target.outputs().get("FailuresTableName");
    return new Inbox(client, new DynamoDbFailures(client, table, Clock.systemUTC()));
  }

  /** All open entries. */
  List<Failure> open() {
    var open = new ArrayList<Failure>();
    String cursor = null;
    do {
      var page = failures.list(Query.of(FailureState.OPEN).after(cursor));
      open.addAll(page.failures());
      cursor = page.cursor();
    } while (cursor != null);
    return open;
  }

  /** The originals of all open entries, as they were received. */
  Map<FailureId, String> payloads() {
    var payloads = new HashMap<FailureId, String>();
    for (var failure : open()) {
      failures
          .payloads(failure.id())
          .ifPresent(kept -> payloads.put(failure.id(), kept.original()));
    }
    return payloads;
  }

  Stream<Failure> of(String customer, String orderId) {
    return Stream.of(FailureState.values())
        .flatMap(state -> failures.list(Query.of(state)).failures().stream())
        .filter(failure -> isOf(failure, customer, orderId));
  }

  /** Discards the open entries of a payload. */
  void discard(String payload) {
    payloads()
        .forEach(
            (id, kept) -> {
              var failure = failures.find(id).orElseThrow();
              if (kept.equals(payload)) {
                var audit = AuditEntry.of(Instant.now(), "a test", Action.DISCARD, "DISCARDED");
                failures.replace(failure, failure.discard(), audit);
              }
            });
  }

  Optional<Failure> find(FailureId id) {
    return failures.find(id);
  }

  private static boolean isOf(Failure failure, String customer, String orderId) {
    var order = failure.order();
    return order != null
        && order.customer().value().equals(customer)
        && order.orderId().value().equals(orderId);
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
