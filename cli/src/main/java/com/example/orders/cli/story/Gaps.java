package com.example.orders.cli.story;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the times in which no hop was at work. */
final class Gaps {
  /** Times are noted to the millisecond. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Gaps() {}

  /**
   * The gaps of a story.
   *
   * @param hops in the order in which they begin
   * @param until when the story ends, for now
   */
  static List<Gap> between(List<Hop> hops, List<Attempt> attempts, Instant until) {
    var gaps = new ArrayList<Gap>();
    if (hops.isEmpty()) {
      return gaps;
    }
    var reached = hops.getFirst().begun();
    for (var hop : hops) {
      add(gaps, reached, hop.begun(), attempts, Optional.of(hop));
      reached = later(reached, hop.endOr(until));
    }
    add(gaps, reached, until, attempts, Optional.empty());
    return List.copyOf(gaps);
  }

  private static void add(
      List<Gap> gaps, Instant from, Instant to, List<Attempt> attempts, Optional<Hop> next) {
    if (Duration.between(from, to).compareTo(SHORTEST) >= 0) {
      gaps.add(new Gap(why(from, to, attempts, next), from, to));
    }
  }

  /** A state that waits explains more than what comes next; a message explains itself. */
  private static String why(Instant from, Instant to, List<Attempt> attempts, Optional<Hop> next) {
    var middle = from.plus(Duration.between(from, to).dividedBy(2));
    var during =
        attempts.stream()
            .filter(attempt -> !attempt.begun().isAfter(middle))
            .filter(attempt -> attempt.ended().map(end -> end.isAfter(middle)).orElse(true))
            .findFirst();
    if (during.isPresent() && during.get().isWait()) {
      return during.get().state();
    }
    if (next.isPresent() && next.get().kind() != Hop.Kind.STATE) {
      return next.get().waitedFor();
    }
    if (during.isPresent() && during.get().isCallback()) {
      return "the answer that " + during.get().state() + " waits for";
    }
    var isRetried = !attempts.isEmpty() && !attempts.getLast().error().isEmpty();
    return next.map(Hop::waitedFor)
        .orElse(isRetried ? "back-off" : attempts.isEmpty() ? "its queue" : "what comes next");
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
