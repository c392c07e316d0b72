package com.example.orders.proof;

import java.util.Comparator;

/** One customer's order ID, which another customer may use as well. */
record OrderRef(String customer, String orderId) implements Comparable<OrderRef> {
  private static final Comparator<OrderRef> ORDER =
      Comparator.comparing(OrderRef::orderId).thenComparing(OrderRef::customer);

  /** Reads {@code <customer>#<orderId>}, the key of payments and shipments. */
  static OrderRef of(String key) {
    var end = key.indexOf('#');
    if (end < 0) {
      throw new IllegalArgumentException("Not <customer>#<orderId>: " + key);
    }
    return new OrderRef(key.substring(0, end), key.substring(end + 1));
  }

  @Override
  public int compareTo(OrderRef other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return orderId;
  }
}
