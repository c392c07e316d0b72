package com.example.orders.proof;

import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Answered;
import com.example.orders.proof.ClientOrder.Request;
import com.example.orders.proof.ClientOrder.Seen;
import com.example.orders.proof.Observations.Event;
import com.example.orders.proof.Observations.InboxEntry;
import com.example.orders.proof.Observations.Notification;
import com.example.orders.proof.Observations.Payment;
import com.example.orders.proof.Observations.Shelves;
import com.example.orders.proof.Observations.Shipment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A run with one order of each end, all of it as it must be; a test breaks one thing in it. */
final class Runs {
  static final OrderRef CONFIRMED = new OrderRef("acme", "confirmed");
  static final OrderRef DECLINED = new OrderRef("acme", "declined");
  static final OrderRef CANCELLED = new OrderRef("globex", "cancelled");
  static final OrderRef INVALID = new OrderRef("globex", "invalid");
  static final OrderRef REFUSED = new OrderRef("globex", "refused-by-the-api");
  static final OrderRef TEST = new OrderRef("globex", "test");
  static final OrderRef NEVER_SENT = new OrderRef("nobody", "never-sent");

  static final Basket TWO_MUGS = basket("two mugs", Map.of("MUG", 2), Set.of());
  static final Basket ONE_MUG = basket("one mug", Map.of("MUG", 1), Set.of());
  static final Basket TESTED = basket("{\"test\":true}", Map.of("MUG", 1), Set.of());
  static final Basket BAD_CARD = basket("bad card", Map.of("MUG", 1), Set.of("PAYMENT_DECLINED"));
  static final Basket BAD_CURRENCY = basket("bad", Map.of("MUG", 1), Set.of("INVALID_ORDER"));

  private final Map<OrderRef, ClientOrder> clients = new HashMap<>();
  private final Map<OrderRef, Row> rows = new HashMap<>();
  private final List<Payment> payments = new ArrayList<>();
  private final List<Shipment> shipments = new ArrayList<>();
  private final List<Notification> notifications = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<InboxEntry> inbox = new ArrayList<>();
  private final List<OrderRef> failedExecutions = new ArrayList<>();
  private final Set<OrderRef> givenUp = new HashSet<>();
  private final Map<String, Integer> leftInQueues = new HashMap<>();
  private final List<String> openBreakers = new ArrayList<>();
  private long freeMugs = 97;

  private Runs() {}

  static Runs good() {
    var run = new Runs();
    run.confirmed();
    run.declined();
    run.cancelled();
    run.invalid();
    run.test();
    run.client(REFUSED, new Answered(Request.PLACE, TWO_MUGS, Answer.REFUSED));
    run.leftInQueues.put("OrdersQueue", 0);
    return run;
  }

  private void confirmed() {
    var answered = new Answered(Request.PLACE, TWO_MUGS, Answer.DONE);
    var seen = List.of(new Seen("ACCEPTED", 1), new Seen("CONFIRMED", 5));
    clients.put(CONFIRMED, new ClientOrder(CONFIRMED, List.of(answered, answered), seen));
    rows.put(
        CONFIRMED,
        row(
            CONFIRMED,
            List.of("ACCEPTED", "INVENTORY_RESERVED", "CHARGING", "PAYMENT_CHARGED", "CONFIRMED"),
            TWO_MUGS,
            null));
    payments.add(new Payment(CONFIRMED, 1, 0, 2800));
    shipments.add(new Shipment(CONFIRMED, 1));
    publish(CONFIRMED, "OrderConfirmed");
  }

  private void declined() {
    client(DECLINED, new Answered(Request.PLACE, BAD_CARD, Answer.DONE));
    rows.put(
        DECLINED,
        row(
            DECLINED,
            List.of("ACCEPTED", "INVENTORY_RESERVED", "CHARGING", "COMPENSATING", "REJECTED"),
            BAD_CARD,
            "PAYMENT_DECLINED"));
    payments.add(new Payment(DECLINED, 0, 0, 1400));
    publish(DECLINED, "OrderRejected");
  }

  private void cancelled() {
    client(
        CANCELLED,
        new Answered(Request.PLACE, ONE_MUG, Answer.UNKNOWN),
        new Answered(Request.CANCEL, null, Answer.DONE));
    rows.put(
        CANCELLED,
        row(
            CANCELLED,
            List.of("ACCEPTED", "CANCEL_REQUESTED", "COMPENSATING", "CANCELLED"),
            ONE_MUG,
            "CUSTOMER_CANCELLED"));
    publish(CANCELLED, "OrderCancelled");
  }

  private void invalid() {
    client(INVALID, new Answered(Request.PLACE, BAD_CURRENCY, Answer.DONE));
    var nothing = basket("", Map.of(), Set.of());
    rows.put(INVALID, row(INVALID, List.of("REJECTED"), nothing, "INVALID_ORDER"));
    publish(INVALID, "OrderRejected");
  }

  /** A parcel of its own would say no more than a mug. */
  private void test() {
    client(TEST, new Answered(Request.PLACE, TESTED, Answer.DONE));
    var history =
        List.of("ACCEPTED", "INVENTORY_RESERVED", "CHARGING", "PAYMENT_CHARGED", "CONFIRMED");
    rows.put(TEST, row(TEST, history, TESTED, null).with(true, Duration.ofDays(1)));
    events.add(event(TEST, "OrderConfirmed"));
  }

  private void publish(OrderRef ref, String type) {
    events.add(event(ref, type));
    notifications.add(new Notification(ref, type, 1));
  }

  static Event event(OrderRef ref, String type) {
    return new Event(ref, type, ref.customer() + "#" + ref.orderId() + "#" + type, List.of());
  }

  private static Basket basket(String body, Map<String, Integer> lines, Set<String> refusals) {
    return new Basket(body, lines, "EUR", refusals, refusals.isEmpty());
  }

  static Row row(OrderRef ref, List<String> history, Basket basket, String reason) {
    return new Row(
        ref,
        history.getLast(),
        history.size(),
        history,
        basket.quantities(),
        basket.currency(),
        basket.quantities().isEmpty() ? null : basket.quantities().get("MUG") * 1400L,
        reason,
        false,
        0,
        false,
        null);
  }

  /** The same row after another walk. */
  static Row walked(Row row, String... history) {
    return new Row(
        row.ref(),
        history[history.length - 1],
        history.length,
        List.of(history),
        row.quantities(),
        row.currency(),
        row.total(),
        row.reason(),
        row.stockHeld(),
        row.conflicts(),
        row.test(),
        row.kept());
  }

  Runs client(OrderRef ref, Answered... answers) {
    clients.put(ref, new ClientOrder(ref, List.of(answers), List.of()));
    return this;
  }

  Runs alsoAnswered(OrderRef ref, Request request, Basket basket, Answer answer) {
    return changed(
        ref,
        client -> {
          var answers = new ArrayList<>(client.answers());
          answers.add(new Answered(request, basket, answer));
          return new ClientOrder(ref, answers, client.seen());
        });
  }

  Runs alsoSeen(OrderRef ref, String status, int version) {
    return changed(
        ref,
        client -> {
          var seen = new ArrayList<>(client.seen());
          seen.add(new Seen(status, version));
          return new ClientOrder(ref, client.answers(), seen);
        });
  }

  private Runs changed(OrderRef ref, UnaryOperator<ClientOrder> change) {
    clients.computeIfPresent(ref, (_, client) -> change.apply(client));
    return this;
  }

  Row rowOf(OrderRef ref) {
    return rows.get(ref);
  }

  Runs row(Row row) {
    rows.put(row.ref(), row);
    return this;
  }

  Runs withoutRow(OrderRef ref) {
    rows.remove(ref);
    return this;
  }

  Runs payment(OrderRef ref, int charges, int refunds, long amount) {
    payments.removeIf(payment -> payment.ref().equals(ref));
    payments.add(new Payment(ref, charges, refunds, amount));
    return this;
  }

  Runs shipment(OrderRef ref, int parcels) {
    shipments.removeIf(shipment -> shipment.ref().equals(ref));
    shipments.add(new Shipment(ref, parcels));
    return this;
  }

  Runs freeMugs(long free) {
    freeMugs = free;
    return this;
  }

  Runs event(Event event) {
    events.add(event);
    return this;
  }

  Runs withoutEvents(Predicate<Event> which) {
    events.removeIf(which);
    return this;
  }

  Runs notified(OrderRef ref, String type, int deliveries) {
    notifications.removeIf(sent -> sent.ref().equals(ref));
    notifications.add(new Notification(ref, type, deliveries));
    return this;
  }

  Runs inInbox(OrderRef ref, String state) {
    inbox.add(new InboxEntry("f" + inbox.size(), state, ref, "WORKFLOW"));
    return this;
  }

  Runs failedExecution(OrderRef ref) {
    failedExecutions.add(ref);
    return this;
  }

  Runs givenUp(OrderRef ref) {
    givenUp.add(ref);
    return this;
  }

  Runs leftIn(String queue, int messages) {
    leftInQueues.put(queue, messages);
    return this;
  }

  Runs openBreaker(String dependency) {
    openBreakers.add(dependency);
    return this;
  }

  Observations observations() {
    return new Observations(
        List.copyOf(clients.values()),
        List.copyOf(rows.values()),
        payments,
        shipments,
        new Shelves(Map.of("MUG", 1400L), Map.of("MUG", 100L), Map.of("MUG", freeMugs)),
        notifications,
        events,
        inbox,
        failedExecutions,
        givenUp,
        leftInQueues,
        openBreakers);
  }

  Verdict verdict() {
    return new Checker().check(observations());
  }
}
