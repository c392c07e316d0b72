package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I12;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import com.example.orders.proof.ClientOrder.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Of a test order nothing leaves, and no other order is one or goes like one. */
final class TestOrderRules {
  private static final Duration KEPT = Duration.ofDays(1);

  private TestOrderRules() {}

  static List<Rule> all() {
    return List.of(
        TestOrderRules::aTestIsWhatWasSentAsOne,
        TestOrderRules::nothingOfATestLeaves,
        TestOrderRules::onlyTestsAreRemoved);
  }

  private static void aTestIsWhatWasSentAsOne(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (!row.isParked() && baskets(evidence, row).allMatch(sent -> sent.isTest() != row.test())) {
        found.accept(wrong(row, row.test() ? "became a test order" : "was sent as a test order"));
      }
    }
  }

  /** What the row may be of; a row that nobody sent is another rule's affair. */
  private static Stream<Basket> baskets(Evidence evidence, Row row) {
    var held = evidence.basket(row);
    var client = evidence.client(row.ref());
    if (held.isPresent() || client == null) {
      return Stream.of(held.orElseGet(() -> same(row)));
    }
    var sent = client.baskets(Answer.DONE, Answer.UNKNOWN);
    return sent.isEmpty() ? Stream.of(same(row)) : sent.stream();
  }

  private static Basket same(Row row) {
    var body = row.test() ? Basket.TEST : "";
    return new Basket(body, row.quantities(), row.currency(), Set.of(), false);
  }

  private static void nothingOfATestLeaves(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (row.test()) {
        leaves(evidence, row).map(what -> wrong(row, "is a test, but " + what)).forEach(found);
      }
    }
  }

  /** That it may be cancelled leaves a word of the warehouse's behind, but no parcel. */
  private static Stream<String> leaves(Evidence evidence, Row row) {
    var paid = evidence.payment(row.ref()).map(_ -> "the provider was asked about it");
    var sent =
        evidence.shipment(row.ref()).filter(s -> s.isOnItsWay()).map(_ -> "a parcel left for it");
    var notified =
        evidence.notifications(row.ref()).stream()
            .findFirst()
            .map(_ -> "its customer was to be notified");
    return Stream.of(paid, sent, notified).flatMap(Optional::stream);
  }

  private static void onlyTestsAreRemoved(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (!Objects.equals(row.kept(), row.test() ? KEPT : null)) {
        var kept = row.kept() == null ? "for good" : "for " + row.kept();
        found.accept(wrong(row, (row.test() ? "is a test" : "is no test") + ", but kept " + kept));
      }
    }
  }

  private static Violation wrong(Row row, String description) {
    return new Violation(I12, UNEXPECTED, row.ref(), description);
  }
}
