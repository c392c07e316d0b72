package com.example.orders.proof;

import java.util.Map;
import java.util.Set;

/**
 * What one body orders.
 *
 * @param quantities the quantity of each SKU, repeated lines added up
 * @param refusals the reasons for which it may be rejected, beside an operator's decision
 * @param mayHappen whether it may be confirmed
 */
record Basket(
    String body,
    Map<String, Integer> quantities,
    String currency,
    Set<String> refusals,
    boolean mayHappen) {
  /** What a body says that is a test order. */
  static final String TEST = "\"test\":true";

  Basket {
    quantities = Map.copyOf(quantities);
    refusals = Set.copyOf(refusals);
  }

  boolean isTest() {
    return body.contains(TEST);
  }

  boolean isRow(Row row) {
    return quantities.equals(row.quantities()) && currency.equals(row.currency());
  }
}
