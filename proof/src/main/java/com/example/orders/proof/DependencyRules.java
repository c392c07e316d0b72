package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I10;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import java.util.List;
import java.util.function.Consumer;

/** A dependency that answers again is not left alone for good. */
final class DependencyRules {
  private DependencyRules() {}

  static List<Rule> all() {
    return List.of(DependencyRules::everyBreakerIsClosed);
  }

  private static void everyBreakerIsClosed(Evidence evidence, Consumer<Violation> found) {
    for (var breaker : evidence.all().openBreakers()) {
      found.accept(
          new Violation(I10, UNEXPECTED, null, "the breaker of " + breaker + " does not close"));
    }
  }
}
