package com.example.orders.proof;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An order's row.
 *
 * @param history the statuses that it went through
 * @param quantities the quantity of each SKU, repeated lines added up
 * @param total what it costs, once its stock was reserved
 * @param conflicts how often another body came for the same ID
 */
record Row(
    OrderRef ref,
    String status,
    int version,
    List<String> history,
    Map<String, Integer> quantities,
    String currency,
    @Nullable Long total,
    @Nullable String reason,
    boolean stockHeld,
    int conflicts) {
  static final Set<String> TERMINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  Row {
    history = List.copyOf(history);
    quantities = Map.copyOf(quantities);
  }

  boolean isTerminal() {
    return TERMINAL.contains(status);
  }

  boolean isConfirmed() {
    return status.equals("CONFIRMED");
  }

  boolean isParked() {
    return status.equals("PARKED");
  }
}
