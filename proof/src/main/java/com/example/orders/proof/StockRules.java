package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I7;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What left the shelves is what orders hold, at the catalogue's prices. */
final class StockRules {
  private StockRules() {}

  static List<Rule> all() {
    return List.of(
        StockRules::stockAddsUp, StockRules::noShelfIsBelowZero, StockRules::totalsAreThePrices);
  }

  private static void stockAddsUp(Evidence evidence, Consumer<Violation> found) {
    var shelves = evidence.all().shelves();
    var taken =
        evidence.quantities(
            evidence.all().rows().stream()
                .filter(row -> row.isConfirmed() || row.stockHeld())
                .toList());
    var skus = new TreeSet<>(shelves.before().keySet());
    skus.addAll(taken.keySet());
    for (var sku : skus) {
      var expected = shelves.before().getOrDefault(sku, 0L) - taken.getOrDefault(sku, 0L);
      var actual = shelves.after().getOrDefault(sku, 0L);
      if (expected != actual) {
        found.accept(
            new Violation(
                I7,
                UNEXPECTED,
                null,
                "%s: %d should be free, but %d are".formatted(sku, expected, actual)));
      }
    }
  }

  private static void noShelfIsBelowZero(Evidence evidence, Consumer<Violation> found) {
    evidence
        .all()
        .shelves()
        .after()
        .forEach(
            (sku, stock) -> {
              if (stock < 0) {
                found.accept(new Violation(I7, UNEXPECTED, null, sku + ": stock " + stock));
              }
            });
  }

  private static void totalsAreThePrices(Evidence evidence, Consumer<Violation> found) {
    var prices = evidence.all().shelves().prices();
    for (var row : evidence.all().rows()) {
      var total = row.total();
      var expected =
          row.quantities().entrySet().stream()
              .mapToLong(line -> prices.getOrDefault(line.getKey(), 0L) * line.getValue())
              .sum();
      if (total != null && total != expected) {
        found.accept(
            new Violation(
                I7,
                UNEXPECTED,
                row.ref(),
                "its total is %d, its lines cost %d".formatted(total, expected)));
      }
    }
  }
}
