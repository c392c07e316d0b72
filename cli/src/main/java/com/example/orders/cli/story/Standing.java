package com.example.orders.cli.story;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where an order is, and why.
 *
 * @param text one line
 */
record Standing(Kind kind, String text) {
  private static final Set<String> TERMINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  /** What it was at work on is in the failures inbox. */
  private static final String INBOX = "RecordFailureFunction";

  enum Kind {
    /** It has a terminal status. */
    ENDED,
    /** Something works on it. */
    RUNS,
    /** It goes on by itself. */
    WAITS,
    /** Somebody has to repair something. */
    STUCK,
    /** The API took nothing in. */
    REFUSED,
    /** Nobody knows it. */
    UNKNOWN
  }

  boolean isOver() {
    return kind == Kind.ENDED || kind == Kind.REFUSED;
  }

  static boolean isTerminal(String status) {
    return TERMINAL.contains(status);
  }

  static Standing of(Journals journals, List<Attempt> attempts, List<Hop> hops) {
    var row = journals.row();
    if (row.isPresent() && isTerminal(row.get().status())) {
      return ended(row.get(), hops);
    }
    if (!journals.executions().isEmpty()) {
      return ofWorkflow(journals, attempts, hops);
    }
    if (row.isPresent()) {
      var isParked = row.get().status().equals("PARKED");
      return new Standing(
          isParked ? Kind.STUCK : Kind.WAITS,
          row.get().status()
              + (isParked ? " without a workflow: see make failures" : ": no workflow has begun"));
    }
    return beforeItsRow(journals, hops);
  }

  private static Standing ended(Journals.Row row, List<Hop> hops) {
    var begun = hops.isEmpty() ? row.first() : hops.getFirst().begun();
    var reason = row.reason().isEmpty() ? "" : " (" + row.reason() + ")";
    var after = seconds(Duration.between(begun, row.last()));
    return new Standing(Kind.ENDED, row.status() + reason + " after " + after);
  }

  private static Standing ofWorkflow(Journals journals, List<Attempt> attempts, List<Hop> hops) {
    var execution = journals.executions().getLast();
    if (!execution.status().equals("RUNNING")) {
      var status = journals.row().map(Journals.Row::status).orElse("No row");
      return new Standing(
          Kind.STUCK,
          "%s: the workflow is %s, %s; see make failures"
              .formatted(status, execution.status(), History.failure(execution)));
    }
    if (attempts.isEmpty()) {
      return new Standing(Kind.RUNS, "RUNS: the workflow has begun");
    }
    var last = attempts.getLast();
    if (last.ended().isEmpty()) {
      return underWay(last, journals.now());
    }
    if (!last.error().isEmpty() && !last.retryWithin().isZero()) {
      return new Standing(Kind.WAITS, backingOff(last, hops));
    }
    return new Standing(Kind.RUNS, "RUNS: " + last.state() + " is done");
  }

  private static Standing underWay(Attempt last, Instant now) {
    var since = seconds(Duration.between(last.submitted().orElse(last.begun()), now));
    if (last.isWait()) {
      return new Standing(Kind.WAITS, "WAITS in %s since %s".formatted(last.state(), since));
    }
    if (last.submitted().isPresent()) {
      return new Standing(
          Kind.WAITS, "WAITS in %s for an answer since %s".formatted(last.state(), since));
    }
    return new Standing(
        Kind.RUNS,
        "RUNS in %s, try %d of %d, since %s"
            .formatted(last.state(), last.number(), last.most(), since));
  }

  private static String backingOff(Attempt last, List<Hop> hops) {
    return "WAITS in %s, try %d of %d failed, next within %s: %s"
        .formatted(
            last.state(),
            last.number(),
            last.most(),
            seconds(last.retryWithin()),
            why(hops, last.error()));
  }

  private static Standing beforeItsRow(Journals journals, List<Hop> hops) {
    var posts = journals.requests().stream().filter(r -> r.method().equals("POST")).toList();
    if (posts.isEmpty() && hops.isEmpty()) {
      return new Standing(Kind.UNKNOWN, "Nobody knows this order");
    }
    var refused = !posts.isEmpty() && posts.stream().allMatch(post -> post.status() >= 300);
    if (refused && hops.stream().noneMatch(hop -> hop.kind() == Hop.Kind.INVOCATION)) {
      return new Standing(Kind.REFUSED, "REFUSED with " + posts.getLast().status());
    }
    if (hops.stream().anyMatch(hop -> hop.name().equals(INBOX) && !hop.failed())) {
      return new Standing(
          Kind.STUCK, "FAILED: see make failures ARGS='list --order " + journals.orderId() + "'");
    }
    var failed = hops.stream().filter(Hop::failed).reduce((first, later) -> later);
    return new Standing(
        Kind.WAITS,
        "WAITS in its queue" + failed.map(hop -> ": " + why(hops, hop.detail())).orElse(""));
  }

  /** The call that failed last, if there is one; it names the fault or the action. */
  private static String why(List<Hop> hops, String error) {
    return hops.stream()
        .filter(Hop::failed)
        .reduce((first, later) -> later)
        .flatMap(Standing::culprit)
        .orElse(error);
  }

  private static Optional<String> culprit(Hop hop) {
    return hop.culprit()
        .map(call -> call.operation() + " on " + call.target() + ", " + call.verdict())
        .or(
            () ->
                hop.fault().isEmpty()
                    ? Optional.empty()
                    : Optional.of(hop.detail() + " (fault " + hop.fault() + ")"));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
  }
}
