package com.example.orders.order;

import java.util.regex.Pattern;

/** A UUID made by the client; only the canonical lower-case form, so that one order has one key. */
public record OrderId(String value) {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  public OrderId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("An order ID is a UUID in lower case");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
