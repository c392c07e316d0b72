package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I9;
import static com.example.orders.proof.Violation.Kind.LOST;
import static com.example.orders.proof.Violation.Kind.PARKED;

import java.util.List;
import java.util.function.Consumer;

/** What failed was visible, and after everything was replayed nothing is left to do. */
final class InboxRules {
  private InboxRules() {}

  static List<Rule> all() {
    return List.of(
        InboxRules::everyFailureIsListed,
        InboxRules::theInboxIsEmpty,
        InboxRules::theQueuesAreEmpty);
  }

  private static void everyFailureIsListed(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (row.isParked()) {
        found.accept(
            evidence.wasInInbox(row.ref())
                ? new Violation(I9, PARKED, row.ref(), "is still PARKED")
                : new Violation(I9, LOST, row.ref(), "is PARKED and not in the inbox"));
      }
    }
    for (var ref : evidence.all().failedExecutions()) {
      if (!evidence.wasInInbox(ref)) {
        found.accept(
            new Violation(I9, LOST, ref, "its workflow failed and was never in the inbox"));
      }
    }
  }

  /** Whether an entry waits for the effect of its replay and for nothing else. */
  static boolean isOfAReplay(Violation violation) {
    return violation.kind() == PARKED && violation.description().endsWith("is still REPLAYING");
  }

  private static void theInboxIsEmpty(Evidence evidence, Consumer<Violation> found) {
    for (var entry : evidence.all().inbox()) {
      if (entry.isOpen()) {
        found.accept(
            new Violation(
                I9,
                PARKED,
                entry.ref(),
                "entry %s (%s) is still %s"
                    .formatted(entry.failureId(), entry.source(), entry.state())));
      }
    }
  }

  private static void theQueuesAreEmpty(Evidence evidence, Consumer<Violation> found) {
    evidence
        .all()
        .leftInQueues()
        .forEach(
            (queue, messages) -> {
              if (messages > 0) {
                found.accept(
                    new Violation(I9, PARKED, null, messages + " messages are left in " + queue));
              }
            });
  }
}
