package com.example.orders.endtoend;

import java.util.Set;

/**
 * A request that must be refused.
 *
 * @param number the kind of bad input, as in {@code docs/bad-inputs.md}
 * @param expected the statuses that are right
 */
record BadRequest(int number, String what, byte[] bytes, Set<Integer> expected) {
  @Override
  public String toString() {
    return "bad input %d: %s".formatted(number, what);
  }
}
