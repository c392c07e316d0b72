package com.example.orders.failures;

import com.example.orders.order.OrderKey;
import com.example.orders.order.Sha256;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a failure by what failed and not by the message that reported it, so that the same failure
 * seen again meets its entry. The first 24 hexadecimal digits of the SHA-256 of that identity.
 */
public record FailureId(String value) {
  private static final int DIGITS = 24;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + DIGITS + "}");

  public FailureId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("A failure ID has 24 hexadecimal digits");
    }
  }

  /** The order's workflow: an execution that failed and an order that is overdue are the same. */
  public static FailureId ofOrder(OrderKey order) {
    return of("ORDER#" + order.messageGroup());
  }

  /** A message of the orders queue; one that names no order is known by its body alone. */
  public static FailureId ofIntake(@Nullable OrderKey order, String body) {
    var hash = hash(body);
    return of("ORDERS_QUEUE#" + (order == null ? "" : order.messageGroup() + "#") + hash);
  }

  /** A message of the shipment queue; each attempt of its task brings another token. */
  public static FailureId ofShipment(OrderKey order, String type) {
    return of("SHIPMENT#" + order.messageGroup() + "#" + type);
  }

  /** A message of the shipment queue that names no order. */
  public static FailureId ofShipment(String body) {
    return of("SHIPMENT#" + hash(body));
  }

  public static FailureId ofInvoke(String function, String idempotencyKey) {
    return of("ASYNC#" + function + "#" + idempotencyKey);
  }

  public static FailureId ofEvent(String rule, String idempotencyKey) {
    return of("EVENT#" + rule + "#" + idempotencyKey);
  }

  private static FailureId of(String identity) {
    return new FailureId(hash(identity).substring(0, DIGITS));
  }

  /** Over its chars, for half a surrogate pair has no encoding and would look like any other. */
  private static String hash(String text) {
    var bytes = ByteBuffer.allocate(text.length() * 2);
    bytes.asCharBuffer().put(text);
    return Sha256.hex(bytes.array());
  }

  @Override
  public String toString() {
    return value;
  }
}
