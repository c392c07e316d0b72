package com.example.orders.tryrelease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the test order through a version. What would leave a trace that nobody can delete, such as
 * a workflow, a ledger's entry or an order that is counted, is tried as a repetition: the row says
 * that it was done, and the version has to read it and answer the same.
 */
final class Trials {
  private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

  private final Functions functions;
  private final DynamoDbTestOrders stored;
  private final InstantSource clock;

  Trials(Functions functions, DynamoDbTestOrders stored, InstantSource clock) {
    this.functions = functions;
    this.stored = stored;
    this.clock = clock;
  }

  /**
   * Tries a version, and takes away what the trial has made.
   *
   * @throws TrialFailedException if it does not do what it is for
   */
  void run(Release release) {
    var handler = functions.handler(release);
    var order = TrialOrder.of(handler, clock.instant());
    try {
      run(handler.substring(handler.lastIndexOf('.') + 1), release, order);
    } finally {
      stored.clean(order);
    }
  }

  private void run(String handler, Release release, TrialOrder order) {
    switch (handler) {
      case "AcceptOrdersHandler" -> accept(release, order);
      case "ReserveInventoryHandler" -> reserve(release, order);
      case "ChargePaymentHandler" -> charge(release, order);
      case "RefundPaymentHandler" -> refund(release, order);
      case "ReleaseInventoryHandler" -> release(release, order);
      default -> LOG.info("No order is tried with {}", handler);
    }
  }

  /** The message comes once more, and its order was cancelled meanwhile: nothing is to be done. */
  private void accept(Release release, TrialOrder order) {
    stored.putRow(order, "CANCELLED", Map.of());
    var answer = functions.invoke(release, delivery(order));
    expect("failures", "[]", answer.path("batchItemFailures").toString());
    expect("status", "CANCELLED", stored.status(order));
  }

  private void reserve(Release release, TrialOrder order) {
    stored.putProduct(order, 1);
    stored.putRow(order, "ACCEPTED", Map.of());
    var answer = task(release, order);
    expect("total", TrialOrder.PRICE, answer.path("total").asLong());
    expect("sku", order.sku(), answer.at("/lines/0/sku").asText());
    expect("version", 2L, answer.path("version").asLong());
    expect("status", "INVENTORY_RESERVED", stored.status(order));
    expect("stock", "0", stored.stock(order));
  }

  /** It was charged, and the answer was lost: no provider is asked. */
  private void charge(Release release, TrialOrder order) {
    Map<String, Object> charged =
        Map.of("total", TrialOrder.PRICE, "paymentId", TrialOrder.PAYMENT_ID);
    stored.putRow(order, "PAYMENT_CHARGED", charged);
    var answer = task(release, order);
    expect("payment", TrialOrder.PAYMENT_ID, answer.path("paymentId").asText());
    expect("version", 1L, answer.path("version").asLong());
    expect("status", "PAYMENT_CHARGED", stored.status(order));
  }

  /** It was undone, and the answer was lost: no provider is asked. */
  private void refund(Release release, TrialOrder order) {
    stored.putRow(order, "REJECTED", Map.of("reason", "OUT_OF_STOCK"));
    var answer = task(release, order);
    expect("outcome", true, answer.path("outcome").isNull());
    expect("end", "REJECTED", answer.at("/closing/status").asText());
    expect("reason", "OUT_OF_STOCK", answer.at("/closing/reason").asText());
    expect("version", 1L, answer.at("/closing/version").asLong());
  }

  private void release(Release release, TrialOrder order) {
    stored.putProduct(order, 0);
    Map<String, Object> held = Map.of("stockHeld", true, "reason", "OUT_OF_STOCK");
    stored.putRow(order, "COMPENSATING", held);
    var answer = task(release, order);
    expect("released", true, answer.path("released").asBoolean());
    expect("stock", "1", stored.stock(order));
  }

  private JsonNode task(Release release, TrialOrder order) {
    return functions.invoke(release, order.key().executionInput());
  }

  /** One record of the queue, as Lambda's poller gives it on. */
  private static String delivery(TrialOrder order) {
    var event = JsonNodeFactory.instance.objectNode();
    var sqs = event.putArray("Records").addObject();
    sqs.put("messageId", order.key().orderId().value()).put("body", order.body());
    sqs.put("eventSource", "aws:sqs");
    sqs.putObject("attributes")
        .put("MessageGroupId", order.key().messageGroup())
        .put("SentTimestamp", Long.toString(order.sentAt().toEpochMilli()));
    return event.toString();
  }

  private static void expect(String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      throw new TrialFailedException("%s: wanted %s, found %s".formatted(what, wanted, found));
    }
  }
}
