package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I1;
import static com.example.orders.proof.Invariant.I4;
import static com.example.orders.proof.Violation.Kind.LOST;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import com.example.orders.proof.ClientOrder.Answer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** What was accepted has a row that ends as its content says, and nothing else has one. */
final class RowRules {
  /** Why an order that nothing is wrong with may be rejected: only because an operator said so. */
  private static final String GIVEN_UP = "UNDONE_BY_OPERATOR";

  private RowRules() {}

  static List<Rule> all() {
    return List.of(
        RowRules::acceptedHasARow,
        RowRules::everyRowWasAskedFor,
        RowRules::everyRowEnds,
        RowRules::theRowHoldsWhatWasSent,
        RowRules::theEndFitsTheContent,
        RowRules::everyOtherBodyIsAVisibleConflict);
  }

  private static void acceptedHasARow(Evidence evidence, Consumer<Violation> found) {
    for (var client : evidence.all().clients()) {
      if (client.wasAccepted()
          && evidence.row(client.ref()).isEmpty()
          && !evidence.isOpenInInbox(client.ref())) {
        found.accept(
            new Violation(I4, LOST, client.ref(), "answered with 202, but there is no row"));
      }
    }
  }

  private static void everyRowWasAskedFor(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (!evidence.mayExist(row.ref())) {
        var why = evidence.client(row.ref()) == null ? "nobody sent" : "was refused";
        found.accept(
            new Violation(I1, UNEXPECTED, row.ref(), "there is a row for an order that " + why));
      }
    }
  }

  private static void everyRowEnds(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (!row.isTerminal() && !row.isParked() && !evidence.isOpenInInbox(row.ref())) {
        found.accept(
            new Violation(
                I4, LOST, row.ref(), "stays " + row.status() + " and is not in the inbox"));
      }
    }
  }

  private static void theRowHoldsWhatWasSent(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (hasContent(row) && evidence.mayExist(row.ref()) && evidence.basket(row).isEmpty()) {
        found.accept(
            new Violation(I1, UNEXPECTED, row.ref(), "holds lines that no request for it had"));
      }
    }
  }

  /** Neither refused at the door nor parked before it was read. */
  private static boolean hasContent(Row row) {
    return !row.quantities().isEmpty();
  }

  private static void theEndFitsTheContent(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      basket(evidence, row).flatMap(basket -> wrongEnd(evidence, row, basket)).ifPresent(found);
    }
  }

  private static Optional<Violation> wrongEnd(Evidence evidence, Row row, Basket basket) {
    var reason = Objects.requireNonNullElse(row.reason(), "none");
    if (row.isConfirmed() && !basket.mayHappen()) {
      return Optional.of(
          unexpectedEnd(row, "is CONFIRMED, but must be refused with " + basket.refusals()));
    }
    if (row.status().equals("REJECTED")
        && !basket.refusals().contains(reason)
        && !(reason.equals(GIVEN_UP) && evidence.wasGivenUp(row.ref()))) {
      return Optional.of(
          unexpectedEnd(
              row, "is REJECTED with " + reason + " instead of one of " + basket.refusals()));
    }
    return Optional.empty();
  }

  private static Optional<Basket> basket(Evidence evidence, Row row) {
    if (hasContent(row)) {
      return evidence.basket(row);
    }
    return Optional.ofNullable(evidence.client(row.ref())).stream()
        .flatMap(client -> client.baskets(Answer.DONE, Answer.UNKNOWN).stream())
        .findFirst();
  }

  private static Violation unexpectedEnd(Row row, String description) {
    return new Violation(Invariant.I5, UNEXPECTED, row.ref(), description);
  }

  /** How many different contents were accepted; the same one may be written differently. */
  private static long contents(ClientOrder client) {
    return client.baskets(Answer.DONE).stream().map(Basket::quantities).distinct().count();
  }

  private static void everyOtherBodyIsAVisibleConflict(
      Evidence evidence, Consumer<Violation> found) {
    for (var client : evidence.all().clients()) {
      var row = evidence.row(client.ref());
      var others = contents(client) - 1;
      if (row.isPresent()
          && row.get().conflicts() < others
          && !evidence.isOpenInInbox(client.ref())) {
        found.accept(
            new Violation(
                I1,
                UNEXPECTED,
                client.ref(),
                "%d other bodies were accepted and %d conflicts are shown"
                    .formatted(others, row.get().conflicts())));
      }
    }
  }
}
