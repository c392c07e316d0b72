package com.example.orders.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares the answers that clients got with what every part has on record. It knows the
 * application's promises and nothing of its code: its table of transitions and its sums are its
 * own.
 */
final class Checker {
  private final List<Rule> rules =
      Stream.of(
              RowRules.all(),
              ClientRules.all(),
              HistoryRules.all(),
              PaymentRules.all(),
              StockRules.all(),
              MessageRules.all(),
              InboxRules.all(),
              DependencyRules.all(),
              TestOrderRules.all())
          .flatMap(List::stream)
          .toList();

  /** What was found, for a run of which nothing is in flight any more. */
  Verdict check(Observations observations) {
    var evidence = new Evidence(observations);
    var violations = new ArrayList<Violation>();
    rules.forEach(rule -> rule.check(evidence, violations::add));
    return Verdict.of(observations, violations);
  }
}
