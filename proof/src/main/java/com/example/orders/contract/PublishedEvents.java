package com.example.orders.contract;

import com.example.orders.testing.EventContract;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import localcloud.observe.EventSink;

/**
 * Holds what the application publishes in a local cloud to its contract: each event to its schema,
 * and its publisher to the AsyncAPI document. It is registered for every local cloud of every test,
 * and fails the close of one in which something was wrong. What a test itself puts on a bus is its
 * own affair.
 */
public final class PublishedEvents implements EventSink {
  private static final String OUTSIDE = "root";

  private final EventContract contract = EventContract.ofCheckout();
  private final Set<String> named;
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  /** For the local cloud, which makes one for itself. */
  public PublishedEvents() {
    named =
        EventSchemas.documents()
            .flatMap(document -> AsyncApi.read(document).senders().stream())
            .flatMap(
                sender -> sender.messages().stream().map(type -> named(sender.resource(), type)))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void take(String publisher, JsonNode event) {
    if (publisher.equals(OUTSIDE)) {
      return;
    }
    var type = event.path("detail-type").asText();
    contract
        .violations(event)
        .forEach(found -> violations.add(publisher + " published " + type + ": " + found));
    if (isOurs(event) && !named.contains(named(publisher, type))) {
      violations.add("no AsyncAPI document says that " + publisher + " publishes " + type);
    }
  }

  /** What broke the contract so far. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  private static boolean isOurs(JsonNode event) {
    return event.path("source").asText().startsWith("orderly.");
  }

  /** In a stack beside the core's a logical ID has the stack's name before it. */
  private static String named(String publisher, String type) {
    return publisher.substring(publisher.lastIndexOf('/') + 1) + " publishes " + type;
  }

  @Override
  public void close() {
    if (!violations.isEmpty()) {
      throw new IllegalStateException(
          "Events that break their contract: " + violations.stream().distinct().toList());
    }
  }
}
