package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I1;
import static com.example.orders.proof.Invariant.I2;
import static com.example.orders.proof.Invariant.I3;
import static com.example.orders.proof.Invariant.I6;
import static com.example.orders.proof.Invariant.I7;
import static com.example.orders.proof.Violation.Kind.DUPLICATED;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import com.example.orders.proof.Observations.Payment;
import com.example.orders.proof.Observations.Shipment;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Money and goods, by the records of those who have them. */
final class PaymentRules {
  private PaymentRules() {}

  static List<Rule> all() {
    return List.of(
        PaymentRules::nothingIsPaidOrGivenBackTwice,
        PaymentRules::nothingIsShippedTwice,
        PaymentRules::moneyAndGoodsBelongToAnOrder,
        PaymentRules::aConfirmedOrderIsPaidAndOnItsWay,
        PaymentRules::anOrderThatDidNotHappenKeepsNothing,
        PaymentRules::moneyAddsUp);
  }

  private static void nothingIsPaidOrGivenBackTwice(Evidence evidence, Consumer<Violation> found) {
    for (var payment : evidence.all().payments()) {
      if (payment.charges() > 1) {
        found.accept(
            new Violation(
                I2, DUPLICATED, payment.ref(), "was charged " + payment.charges() + " times"));
      }
      if (payment.refunds() > payment.charges()) {
        found.accept(
            new Violation(
                I3,
                DUPLICATED,
                payment.ref(),
                "was charged %d times and refunded %d times"
                    .formatted(payment.charges(), payment.refunds())));
      }
    }
  }

  private static void nothingIsShippedTwice(Evidence evidence, Consumer<Violation> found) {
    for (var shipment : evidence.all().shipments()) {
      if (shipment.parcels() > 1) {
        found.accept(
            new Violation(
                I1, DUPLICATED, shipment.ref(), shipment.parcels() + " parcels left for it"));
      }
    }
  }

  private static void moneyAndGoodsBelongToAnOrder(Evidence evidence, Consumer<Violation> found) {
    for (var payment : evidence.all().payments()) {
      if (evidence.row(payment.ref()).isEmpty()) {
        found.accept(new Violation(I1, UNEXPECTED, payment.ref(), "has a payment, but no row"));
      }
    }
    for (var shipment : evidence.all().shipments()) {
      if (evidence.row(shipment.ref()).isEmpty()) {
        found.accept(new Violation(I1, UNEXPECTED, shipment.ref(), "has a shipment, but no row"));
      }
    }
  }

  private static void aConfirmedOrderIsPaidAndOnItsWay(
      Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      var onItsWay = evidence.shipment(row.ref()).filter(Shipment::isOnItsWay).isPresent();
      var isMeant = row.isConfirmed() && !row.test();
      if (isMeant && kept(evidence, row) != total(row)) {
        found.accept(
            new Violation(
                I7,
                UNEXPECTED,
                row.ref(),
                "costs %d, but the provider kept %d".formatted(total(row), kept(evidence, row))));
      }
      if (isMeant && !onItsWay) {
        found.accept(
            new Violation(I6, UNEXPECTED, row.ref(), "is CONFIRMED, but nothing was shipped"));
      }
      if (onItsWay && !row.history().contains("PAYMENT_CHARGED")) {
        found.accept(new Violation(I6, UNEXPECTED, row.ref(), "was shipped before it was paid"));
      }
    }
  }

  private static void anOrderThatDidNotHappenKeepsNothing(
      Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      if (!row.isTerminal() || row.isConfirmed()) {
        continue;
      }
      var payment = evidence.payment(row.ref());
      if (payment.filter(paid -> paid.charges() > paid.refunds()).isPresent()) {
        found.accept(left(row, "the provider kept " + payment.get().kept()));
      }
      if (evidence.shipment(row.ref()).filter(Shipment::isOnItsWay).isPresent()) {
        found.accept(left(row, "the goods are on their way"));
      }
      if (row.stockHeld()) {
        found.accept(left(row, "its stock is still held"));
      }
    }
  }

  private static Violation left(Row row, String what) {
    return new Violation(I3, UNEXPECTED, row.ref(), "is " + row.status() + ", but " + what);
  }

  private static void moneyAddsUp(Evidence evidence, Consumer<Violation> found) {
    var kept = evidence.all().payments().stream().mapToLong(Payment::kept).sum();
    var sold =
        evidence.all().rows().stream()
            .filter(row -> !row.test())
            .filter(row -> row.isConfirmed() || row.status().equals("PAYMENT_CHARGED"))
            .mapToLong(PaymentRules::total)
            .sum();
    if (kept != sold) {
      found.accept(
          new Violation(
              I7,
              UNEXPECTED,
              null,
              "the provider kept %d, the confirmed orders cost %d".formatted(kept, sold)));
    }
  }

  private static long kept(Evidence evidence, Row row) {
    return evidence.payment(row.ref()).map(Payment::kept).orElse(0L);
  }

  private static long total(Row row) {
    return Objects.requireNonNullElse(row.total(), 0L);
  }
}
