package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I5;
import static com.example.orders.proof.Invariant.I8;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Request;
import java.util.List;
import java.util.function.Consumer;

/** What a client was once answered or shown stays true. */
final class ClientRules {
  private ClientRules() {}

  static List<Rule> all() {
    return List.of(
        ClientRules::whatWasSeenOnlyMovesOn,
        ClientRules::theEndThatWasSeenStays,
        ClientRules::aGrantedCancelHolds,
        ClientRules::nobodyElseSeesAnOrder);
  }

  private static void whatWasSeenOnlyMovesOn(Evidence evidence, Consumer<Violation> found) {
    for (var client : evidence.all().clients()) {
      for (var i = 1; i < client.seen().size(); i++) {
        var before = client.seen().get(i - 1);
        var after = client.seen().get(i);
        if (after.version() < before.version()) {
          found.accept(wrong(client, "the client saw " + before + " and then " + after));
        }
      }
    }
  }

  private static void theEndThatWasSeenStays(Evidence evidence, Consumer<Violation> found) {
    for (var client : evidence.all().clients()) {
      var now = evidence.row(client.ref()).map(Row::status).orElse("no row");
      client.seen().stream()
          .filter(seen -> Row.TERMINAL.contains(seen.status()))
          .filter(seen -> !seen.status().equals(now))
          .findFirst()
          .ifPresent(
              seen ->
                  found.accept(
                      wrong(client, "the client saw the end " + seen.status() + ", now " + now)));
    }
  }

  private static void aGrantedCancelHolds(Evidence evidence, Consumer<Violation> found) {
    for (var client : evidence.all().clients()) {
      var row = evidence.row(client.ref());
      if (row.isEmpty() || !row.get().isTerminal()) {
        continue;
      }
      var isCancelled = row.get().status().equals("CANCELLED");
      if (!isCancelled && client.was(Request.CANCEL, Answer.DONE)) {
        found.accept(wrong(client, "its cancel was granted, but it is " + row.get().status()));
      } else if (isCancelled
          && !client.was(Request.CANCEL, Answer.DONE)
          && !client.was(Request.CANCEL, Answer.UNKNOWN)) {
        found.accept(wrong(client, "is CANCELLED, but no cancel was granted"));
      }
    }
  }

  private static void nobodyElseSeesAnOrder(Evidence evidence, Consumer<Violation> found) {
    for (var client : evidence.all().clients()) {
      if (client.was(Request.PEEK, Answer.DONE)) {
        found.accept(
            new Violation(I8, UNEXPECTED, client.ref(), "another customer was shown the order"));
      }
    }
  }

  private static Violation wrong(ClientOrder client, String description) {
    return new Violation(I5, UNEXPECTED, client.ref(), description);
  }
}
