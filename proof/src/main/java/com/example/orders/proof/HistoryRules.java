package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I5;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The history is one walk along the allowed transitions, and the row has its last status. */
final class HistoryRules {
  private static final String UNDO_REQUESTED = "UNDO_REQUESTED";

  /** The checker's own copy: a wrong table in the application is to be found as well. */
  private static final Map<String, Set<String>> NEXT =
      Map.of(
          "ACCEPTED",
          Set.of(
              "INVENTORY_RESERVED", "CANCEL_REQUESTED", UNDO_REQUESTED, "COMPENSATING", "PARKED"),
          "INVENTORY_RESERVED",
          Set.of("CHARGING", "CANCEL_REQUESTED", UNDO_REQUESTED, "COMPENSATING", "PARKED"),
          "CHARGING",
          Set.of("PAYMENT_CHARGED", UNDO_REQUESTED, "COMPENSATING", "PARKED"),
          "PAYMENT_CHARGED",
          Set.of("CONFIRMED", UNDO_REQUESTED, "COMPENSATING", "PARKED"),
          "CANCEL_REQUESTED",
          Set.of("COMPENSATING", "PARKED"),
          UNDO_REQUESTED,
          Set.of("COMPENSATING", "PAYMENT_CHARGED", "PARKED"),
          "COMPENSATING",
          Set.of("REJECTED", "CANCELLED", "PARKED"),
          "CONFIRMED",
          Set.of(),
          "REJECTED",
          Set.of(),
          "CANCELLED",
          Set.of());

  /** Stored, refused at the door, or never read by anything but the drain of the failures. */
  private static final Set<String> FIRST = Set.of("ACCEPTED", "REJECTED", "PARKED");

  private HistoryRules() {}

  static List<Rule> all() {
    return List.of(
        HistoryRules::theRowIsWhereItsHistoryEnds,
        HistoryRules::everyStepIsAllowed,
        HistoryRules::everyUndoWasAskedFor);
  }

  private static void theRowIsWhereItsHistoryEnds(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (row.version() != row.history().size()) {
        found.accept(
            wrong(row, "has version " + row.version() + ", but the history " + row.history()));
      } else if (!row.history().getLast().equals(row.status())) {
        found.accept(wrong(row, "is " + row.status() + ", but the history " + row.history()));
      }
    }
  }

  private static void everyStepIsAllowed(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      var history = row.history();
      if (!history.isEmpty() && !FIRST.contains(history.getFirst())) {
        found.accept(wrong(row, "begins with " + history.getFirst()));
      }
      for (var i = 1; i < history.size(); i++) {
        if (!allowed(history.subList(0, i)).contains(history.get(i))) {
          found.accept(wrong(row, "went from " + history.get(i - 1) + " to " + history.get(i)));
        }
      }
    }
  }

  private static void everyUndoWasAskedFor(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (row.history().contains(UNDO_REQUESTED) && !evidence.wasGivenUp(row.ref())) {
        found.accept(wrong(row, "was undone, but no operator asked for it"));
      }
    }
  }

  /** What may follow; a parked order goes on from where it was parked, or is given up there. */
  private static Set<String> allowed(List<String> before) {
    var last = before.getLast();
    if (!last.equals("PARKED")) {
      return NEXT.getOrDefault(last, Set.of());
    }
    return before.reversed().stream()
        .filter(status -> !status.equals("PARKED"))
        .findFirst()
        .map(parkedAt -> Set.of(parkedAt, UNDO_REQUESTED))
        .orElse(Set.of("ACCEPTED", "REJECTED"));
  }

  private static Violation wrong(Row row, String description) {
    return new Violation(I5, UNEXPECTED, row.ref(), description);
  }
}
