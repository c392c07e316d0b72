package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I1;
import static com.example.orders.proof.Invariant.I11;
import static com.example.orders.proof.Invariant.I4;
import static com.example.orders.proof.Invariant.I5;
import static com.example.orders.proof.Violation.Kind.DUPLICATED;
import static com.example.orders.proof.Violation.Kind.LOST;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;

import com.example.orders.proof.Observations.Event;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Each end is announced once: to the subscribers of the bus and to the customer. */
final class MessageRules {
  private static final Map<String, String> EVENTS =
      Map.of(
          "CONFIRMED", "OrderConfirmed",
          "REJECTED", "OrderRejected",
          "CANCELLED", "OrderCancelled");

  private MessageRules() {}

  static List<Rule> all() {
    return List.of(
        MessageRules::everyEndHasItsEvent,
        MessageRules::everyEventTellsOfAnEnd,
        MessageRules::anEventHasOneId,
        MessageRules::anEventKeepsItsContract,
        MessageRules::everyEndIsNotifiedOnce);
  }

  private static void everyEndHasItsEvent(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      var type = EVENTS.get(row.status());
      if (type != null
          && evidence.events(row.ref()).stream()
              .noneMatch(event -> event.detailType().equals(type))) {
        found.accept(
            new Violation(
                I4,
                LOST,
                row.ref(),
                "is " + row.status() + ", but no event " + type + " was seen"));
      }
    }
  }

  private static void everyEventTellsOfAnEnd(Evidence evidence, Consumer<Violation> found) {
    for (var event : evidence.all().events()) {
      var status = evidence.row(event.ref()).map(Row::status).orElse("without a row");
      if (EVENTS.containsValue(event.detailType())
          && !Objects.equals(EVENTS.get(status), event.detailType())) {
        found.accept(
            new Violation(
                I5,
                UNEXPECTED,
                event.ref(),
                "is " + status + ", but announced " + event.detailType()));
      }
    }
  }

  /** The bus may deliver an event again; what makes it one effect is its one ID. */
  private static void anEventHasOneId(Evidence evidence, Consumer<Violation> found) {
    for (var row : evidence.all().rows()) {
      var ids = evidence.events(row.ref()).stream().map(Event::id).distinct().count();
      var types = evidence.events(row.ref()).stream().map(Event::detailType).distinct().count();
      if (ids > types) {
        found.accept(
            new Violation(I1, DUPLICATED, row.ref(), "announced its end under " + ids + " IDs"));
      }
    }
  }

  private static void anEventKeepsItsContract(Evidence evidence, Consumer<Violation> found) {
    for (var event : evidence.all().events()) {
      for (var fault : event.faults()) {
        found.accept(
            new Violation(I11, UNEXPECTED, event.ref(), event.detailType() + ": " + fault));
      }
    }
  }

  private static void everyEndIsNotifiedOnce(Evidence evidence, Consumer<Violation> found) {
    var notifications = evidence.all().notifications();
    if (notifications == null) {
      return;
    }
    for (var row : evidence.all().rows()) {
      var deliveries =
          evidence.notifications(row.ref()).stream().mapToInt(sent -> sent.deliveries()).sum();
      if (deliveries > 1) {
        found.accept(
            new Violation(
                I1, DUPLICATED, row.ref(), "its customer was notified " + deliveries + " times"));
      }
      var isDue = row.isTerminal() && !row.test();
      if (deliveries == 0 && isDue && !evidence.isOpenInInbox(row.ref())) {
        found.accept(new Violation(I4, LOST, row.ref(), "its customer was not notified"));
      }
    }
    for (var sent : notifications) {
      var status = evidence.row(sent.ref()).map(Row::status).orElse("without a row");
      if (sent.deliveries() > 0 && !Objects.equals(EVENTS.get(status), sent.detailType())) {
        found.accept(
            new Violation(
                I5,
                UNEXPECTED,
                sent.ref(),
                "is " + status + ", but notified " + sent.detailType()));
      }
    }
  }
}
