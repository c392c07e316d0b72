package com.example.orders.tryrelease;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.json.EnvelopeParser;
import com.example.orders.json.UnreadableMessageException;
import com.example.orders.order.OrderKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * An order of nobody: its customer is no user of the pool, its product is in no catalogue, and it
 * has no deadline, so that the index of open orders does not have it. Each function has its own, so
 * that hooks may run beside each other, and the next one finds what one that was killed has left.
 *
 * @param key of its row
 * @param sku of its product
 * @param sentAt when it was placed: it must be fresh, for one that is late may go another way
 */
record TrialOrder(OrderKey key, String sku, Instant sentAt) {
  static final String CUSTOMER = "release-check";
  static final long PRICE = 100;
  static final String PAYMENT_ID = "release-check";
  private static final String SKU = "RELEASE-CHECK-";
  static final String CURRENCY = "EUR";

  static final Map<String, String> ADDRESS =
      Map.of(
          "name", "Release Check",
          "street", "1 Main Street",
          "city", "Berlin",
          "postalCode", "10115",
          "country", "DE");

  static TrialOrder of(String handler, Instant now) {
    var id = UUID.nameUUIDFromBytes(handler.getBytes(UTF_8)).toString();
    return new TrialOrder(
        OrderKey.of(CUSTOMER, id),
        SKU + id.substring(0, 8).toUpperCase(Locale.ROOT),
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  /** The message that the API would have sent. */
  String body() {
    return """
        {"customer":"%s","order":{"orderId":"%s","lines":[{"sku":"%s","quantity":1}],\
        "currency":"EUR","paymentToken":"tok_declined","shippingAddress":{"name":"Release Check",\
        "street":"1 Main Street","city":"Berlin","postalCode":"10115","country":"DE"}}}"""
        .formatted(CUSTOMER, key.orderId(), sku);
  }

  String bodyHash() {
    try {
      return new EnvelopeParser().parse(body()).bodyHash();
    } catch (UnreadableMessageException e) {
      throw new IllegalStateException("Made here", e);
    }
  }
}
