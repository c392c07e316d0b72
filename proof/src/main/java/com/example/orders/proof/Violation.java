package com.example.orders.proof;

import org.jspecify.annotations.Nullable;

/**
 * One thing that must not be.
 *
 * @param order the order it is about, or null if it is about all of them
 */
record Violation(Invariant invariant, Kind kind, @Nullable OrderRef order, String description) {

  /** In the manner of Jepsen's total-queue: what the proof's last line counts. */
  enum Kind {
    /** Accepted, and neither ended nor visible to an operator. */
    LOST,
    /** Something happened twice. */
    DUPLICATED,
    /** Something is on record that nobody asked for, or that contradicts the rest. */
    UNEXPECTED,
    /** Visible to an operator, but not at its end although everything was healed and replayed. */
    PARKED
  }

  @Override
  public String toString() {
    return invariant
        + " "
        + kind
        + (order == null ? "" : " " + order.customer() + "#" + order.orderId())
        + ": "
        + description;
  }
}
