package com.example.orders.failures;

import java.util.Set;

/** How far the work on a failure is. */
public enum FailureState {
  /** Waits for an operator, or for its next automatic replay. */
  OPEN,
  /** Was given back to its origin; holds a lease, after which it is open again. */
  REPLAYING,
  /** The effect was seen. */
  RESOLVED,
  /** An operator decided that nothing is to be done. */
  DISCARDED;

  /** The states that may come next. A failure seen again opens its entry, whatever its state. */
  public Set<FailureState> next() {
    return switch (this) {
      case OPEN -> Set.of(REPLAYING, RESOLVED, DISCARDED);
      case REPLAYING -> Set.of(OPEN, RESOLVED);
      case RESOLVED, DISCARDED -> Set.of(OPEN);
    };
  }

  public boolean canBecome(FailureState state) {
    return next().contains(state);
  }
}
