package com.example.orders.proof;

import java.time.Duration;
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
 * @param test whether it says that it is a test order
 * @param kept how long after its acceptance it is kept, or null if it is for good
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
    int conflicts,
    boolean test,
    @Nullable Duration kept) {
  static final Set<String> TERMINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  Row {
    history = List.copyOf(history);
    quantities = Map.copyOf(quantities);
  }

  /** As it is, but a test order, or kept for another time. */
  Row with(boolean isTest, @Nullable Duration isKept) {
    return new Row(
        ref,
        status,
        version,
        history,
        quantities,
        currency,
        total,
        reason,
        stockHeld,
        conflicts,
        isTest,
        isKept);
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
