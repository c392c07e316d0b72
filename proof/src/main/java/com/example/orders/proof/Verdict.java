package com.example.orders.proof;

import com.example.orders.proof.Violation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the checker says of a run.
 *
 * @param orders the order IDs that clients used for a well-formed request
 * @param accepted those of them that were answered with 202
 * @param recovered those that were never answered with 202 and happened all the same: their clients
 *     know no better than that the order may exist
 */
public record Verdict(
    int orders,
    int accepted,
    int confirmed,
    int rejected,
    int cancelled,
    int recovered,
    List<Violation> violations) {
  public Verdict {
    violations = List.copyOf(violations);
  }

  static Verdict of(Observations seen, List<Violation> violations) {
    var evidence = new Evidence(seen);
    return new Verdict(
        count(seen.clients(), ClientOrder::mayExist),
        count(seen.clients(), ClientOrder::wasAccepted),
        count(seen.rows(), Row::isConfirmed),
        count(seen.rows(), row -> row.status().equals("REJECTED")),
        count(seen.rows(), row -> row.status().equals("CANCELLED")),
        count(
            seen.clients(),
            client -> !client.wasAccepted() && evidence.row(client.ref()).isPresent()),
        sorted(violations));
  }

  private static <T> int count(List<T> of, Predicate<T> which) {
    return Math.toIntExact(of.stream().filter(which).count());
  }

  private static List<Violation> sorted(List<Violation> violations) {
    var sorted = new ArrayList<>(violations);
    sorted.sort(Comparator.comparing(Violation::toString));
    return sorted;
  }

  public boolean passed() {
    return violations.isEmpty();
  }

  /** The orders to which this happened; what concerns no single order counts by itself. */
  int count(Kind kind) {
    var of = violations.stream().filter(violation -> violation.kind() == kind).toList();
    var orders = of.stream().map(Violation::order).filter(Objects::nonNull).distinct().count();
    var others = of.stream().filter(violation -> violation.order() == null).count();
    return Math.toIntExact(orders + others);
  }

  /** The invariants that do not hold. */
  List<Invariant> broken() {
    return Stream.of(Invariant.values())
        .filter(invariant -> violations.stream().anyMatch(found -> found.invariant() == invariant))
        .toList();
  }

  /** The proof's last line. */
  public String line(long seed) {
    return ("PROVE seed=%d orders=%d accepted=%d confirmed=%d rejected=%d cancelled=%d parked=%d"
            + " lost=%d duplicated=%d unexpected=%d recovered=%d")
        .formatted(
            seed,
            orders,
            accepted,
            confirmed,
            rejected,
            cancelled,
            count(Kind.PARKED),
            count(Kind.LOST),
            count(Kind.DUPLICATED),
            count(Kind.UNEXPECTED),
            recovered);
  }
}
