package com.example.orders.order;

import java.util.regex.Pattern;

/** The subject of the customer's token; fits into a message group and an execution name. */
public record CustomerId(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,36}");

  public CustomerId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("A customer ID has 1 to 36 of A-Z a-z 0-9 _ -");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
