package com.example.orders.proof;

import java.util.function.Consumer;

/** Looks at everything for breaches of one invariant. */
@FunctionalInterface
interface Rule {
  void check(Evidence evidence, Consumer<Violation> found);
}
