package com.example.orders.order;

import java.util.regex.Pattern;

/** The code of one product. */
public record Sku(String value) implements Comparable<Sku> {
  /** What a test order is of, and no other. */
  public static final String TEST_PARCEL = "TEST-PARCEL";

  private static final Pattern FORM = Pattern.compile("[A-Z0-9][A-Z0-9-]{1,31}");

  public Sku {
    if (!isSku(value)) {
      throw new IllegalArgumentException("A SKU has 2 to 32 of A-Z 0-9 -");
    }
  }

  static boolean isSku(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(Sku other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
