package com.example.orders.tryrelease;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.json.EnvelopeParser;
import com.example.orders.json.UnreadableMessageException;
import com.example.orders.order.OrderKey;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An order of nobody: its customer is no user of the pool, its product is in no catalogue, and it
 * has no deadline, so that the index of open orders does not have it. Each function has its own, so
 * that hooks may run beside each other, and the next one finds what one that was killed has left.
 *
 * @param key of its row
 * @param sku of its product
 */
record TestOrder(OrderKey key, String sku) {
  static final String CUSTOMER = "release-check";
  static final long PRICE = 100;
  static final String PAYMENT_ID = "release-check";
  private static final String SKU = "RELEASE-CHECK-";
  private static final String CURRENCY = "EUR";
  private static final String SENT = "2020-01-01T00:00:00Z";

  private static final Map<String, AttributeValue> ADDRESS =
      Map.of(
          "name", text("Release Check"),
          "street", text("1 Main Street"),
          "city", text("Berlin"),
          "postalCode", text("10115"),
          "country", text("DE"));

  /** What the queue says of when {@link #SENT} was, in milliseconds. */
  static final String SENT_TIMESTAMP = "1577836800000";

  static TestOrder of(String handler) {
    var id = UUID.nameUUIDFromBytes(handler.getBytes(UTF_8)).toString();
    return new TestOrder(
        OrderKey.of(CUSTOMER, id), SKU + id.substring(0, 8).toUpperCase(Locale.ROOT));
  }

  /** The message that the API would have sent. */
  String body() {
    return """
        {"customer":"%s","order":{"orderId":"%s","lines":[{"sku":"%s","quantity":1}],\
        "currency":"EUR","paymentToken":"tok_declined","shippingAddress":{"name":"Release Check",\
        "street":"1 Main Street","city":"Berlin","postalCode":"10115","country":"DE"}}}"""
        .formatted(CUSTOMER, key.orderId(), sku);
  }

  /** The row as releases write it, at a status, with what more that status has. */
  Map<String, AttributeValue> row(String status, Map<String, AttributeValue> more) {
    var row = new HashMap<>(rowKey());
    row.put("acceptedAt", text(SENT));
    row.put("bodyHash", text(bodyHash()));
    row.put("lines", list(Map.of("sku", text(sku), "quantity", number(1))));
    row.put("shippingAddress", AttributeValue.fromM(ADDRESS));
    row.put("currency", text(CURRENCY));
    row.put("paymentToken", text("tok_declined"));
    row.put("status", text(status));
    row.put("version", number(1));
    row.put("history", list(Map.of("status", text(status), "at", text(SENT))));
    row.putAll(more);
    return row;
  }

  Map<String, AttributeValue> rowKey() {
    return Map.of("customer", text(CUSTOMER), "orderId", text(key.orderId().value()));
  }

  Map<String, AttributeValue> product(long stock) {
    var product = new HashMap<>(productKey());
    product.put("name", text("Release check"));
    product.put("price", number(PRICE));
    product.put("currency", text(CURRENCY));
    product.put("stock", number(stock));
    return product;
  }

  Map<String, AttributeValue> productKey() {
    return Map.of("sku", text(sku));
  }

  private String bodyHash() {
    try {
      return new EnvelopeParser().parse(body()).bodyHash();
    } catch (UnreadableMessageException e) {
      throw new IllegalStateException("Made here", e);
    }
  }

  private static AttributeValue list(Map<String, AttributeValue> only) {
    return AttributeValue.fromL(List.of(AttributeValue.fromM(only)));
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
