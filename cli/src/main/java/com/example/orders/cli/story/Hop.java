package com.example.orders.cli.story;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that worked on the order.
 *
 * @param attempt which one, from 1
 * @param most how many there may be; 0 if that is not known
 * @param ended empty while it lasts
 * @param outcome {@code ok}, an HTTP status, {@code failed}, {@code sent}, {@code runs}, {@code
 *     back} for a message that its function wants again
 * @param waitedFor what it had to wait for before it began
 * @param detail what else there is to say, or an error; empty if nothing
 * @param fault the rule by which it met a fault itself; empty if it met none
 */
record Hop(
    Kind kind,
    String name,
    int attempt,
    int most,
    Instant begun,
    Optional<Instant> ended,
    String outcome,
    String waitedFor,
    String detail,
    String fault,
    List<Journals.Call> calls,
    List<Journals.Line> lines) {

  enum Kind {
    REQUEST,
    INVOCATION,
    STATE,
    CALL
  }

  boolean failed() {
    return outcome.equals("failed") || outcome.equals("back") || !fault.isEmpty();
  }

  Instant endOr(Instant now) {
    return ended.orElse(now);
  }

  /** The call that is most likely to blame: the last one that failed, but for a condition. */
  Optional<Journals.Call> culprit() {
    return calls.stream()
        .filter(call -> call.failed() && !call.error().equals("ConditionalCheckFailedException"))
        .reduce((first, later) -> later);
  }
}
