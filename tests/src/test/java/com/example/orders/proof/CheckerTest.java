package com.example.orders.proof;

import static com.example.orders.proof.Invariant.I1;
import static com.example.orders.proof.Invariant.I10;
import static com.example.orders.proof.Invariant.I11;
import static com.example.orders.proof.Invariant.I12;
import static com.example.orders.proof.Invariant.I2;
import static com.example.orders.proof.Invariant.I3;
import static com.example.orders.proof.Invariant.I4;
import static com.example.orders.proof.Invariant.I5;
import static com.example.orders.proof.Invariant.I6;
import static com.example.orders.proof.Invariant.I7;
import static com.example.orders.proof.Invariant.I8;
import static com.example.orders.proof.Invariant.I9;
import static com.example.orders.proof.Runs.BAD_CARD;
import static com.example.orders.proof.Runs.CANCELLED;
import static com.example.orders.proof.Runs.CONFIRMED;
import static com.example.orders.proof.Runs.DECLINED;
import static com.example.orders.proof.Runs.INVALID;
import static com.example.orders.proof.Runs.NEVER_SENT;
import static com.example.orders.proof.Runs.ONE_MUG;
import static com.example.orders.proof.Runs.REFUSED;
import static com.example.orders.proof.Runs.TEST;
import static com.example.orders.proof.Runs.TWO_MUGS;
import static com.example.orders.proof.Runs.walked;
import static com.example.orders.proof.Violation.Kind.DUPLICATED;
import static com.example.orders.proof.Violation.Kind.LOST;
import static com.example.orders.proof.Violation.Kind.PARKED;
import static com.example.orders.proof.Violation.Kind.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Answered;
import com.example.orders.proof.ClientOrder.Request;
import com.example.orders.proof.Observations.Event;
import com.example.orders.proof.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of breach is found, by its name; what is allowed is not. */
class CheckerTest {

  private static Arguments breach(
      String what, Invariant invariant, Kind kind, OrderRef order, UnaryOperator<Runs> breaking) {
    return arguments(named(what, breaking), invariant, kind, order);
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
            rows(), clients(), histories(), moneyAndGoods(), messages(), inbox(), testOrders())
        .flatMap(breaches -> breaches);
  }

  private static Stream<Arguments> rows() {
    return Stream.of(
        breach("202 without a row", I4, LOST, DECLINED, r -> r.withoutRow(DECLINED)),
        breach("a row nobody sent", I1, UNEXPECTED, NEVER_SENT, r -> r.row(invalid(NEVER_SENT))),
        breach("a row of a refused request", I1, UNEXPECTED, REFUSED, r -> r.row(invalid(REFUSED))),
        breach(
            "a row that stays open",
            I4,
            LOST,
            DECLINED,
            r -> r.row(walked(r.rowOf(DECLINED), "ACCEPTED", "COMPENSATING"))),
        breach(
            "lines that nobody sent",
            I1,
            UNEXPECTED,
            DECLINED,
            r -> r.client(DECLINED, new Answered(Request.PLACE, TWO_MUGS, Answer.DONE))),
        breach(
            "a declined card that is confirmed",
            I5,
            UNEXPECTED,
            CONFIRMED,
            r -> {
              var basket = new Basket("", TWO_MUGS.quantities(), "EUR", BAD_CARD.refusals(), false);
              return r.client(CONFIRMED, new Answered(Request.PLACE, basket, Answer.DONE));
            }),
        breach(
            "a good order that is declined",
            I5,
            UNEXPECTED,
            DECLINED,
            r -> r.client(DECLINED, new Answered(Request.PLACE, ONE_MUG, Answer.DONE))),
        breach(
            "a good order that nobody gave up",
            I5,
            UNEXPECTED,
            DECLINED,
            CheckerTest::givenUpByNobody),
        breach(
            "another body without a conflict",
            I1,
            UNEXPECTED,
            CONFIRMED,
            r -> r.alsoAnswered(CONFIRMED, Request.PLACE, ONE_MUG, Answer.DONE)));
  }

  private static Row invalid(OrderRef ref) {
    return Runs.row(ref, List.of("REJECTED"), Runs.BAD_CURRENCY, "INVALID_ORDER");
  }

  private static Stream<Arguments> clients() {
    return Stream.of(
        breach(
            "a status that goes back",
            I5,
            UNEXPECTED,
            CANCELLED,
            r -> r.alsoSeen(CANCELLED, "COMPENSATING", 3).alsoSeen(CANCELLED, "ACCEPTED", 1)),
        breach(
            "an end that does not stay",
            I5,
            UNEXPECTED,
            CANCELLED,
            r -> r.alsoSeen(CANCELLED, "REJECTED", 4)),
        breach(
            "a granted cancel of a confirmed order",
            I5,
            UNEXPECTED,
            CONFIRMED,
            r -> r.alsoAnswered(CONFIRMED, Request.CANCEL, null, Answer.DONE)),
        breach(
            "a cancel that was refused and happened",
            I5,
            UNEXPECTED,
            CANCELLED,
            r ->
                r.client(
                    CANCELLED,
                    new Answered(Request.PLACE, ONE_MUG, Answer.DONE),
                    new Answered(Request.CANCEL, null, Answer.REFUSED))),
        breach(
            "another customer's look",
            I8,
            UNEXPECTED,
            CONFIRMED,
            r -> r.alsoAnswered(CONFIRMED, Request.PEEK, null, Answer.DONE)));
  }

  private static Stream<Arguments> histories() {
    return Stream.of(
        breach(
            "a skipped status",
            I5,
            UNEXPECTED,
            DECLINED,
            r ->
                r.row(
                    walked(r.rowOf(DECLINED), "ACCEPTED", "CHARGING", "COMPENSATING", "REJECTED"))),
        breach(
            "an undo that nobody asked for",
            I5,
            UNEXPECTED,
            DECLINED,
            r ->
                r.row(
                    walked(
                        r.rowOf(DECLINED),
                        "ACCEPTED",
                        "UNDO_REQUESTED",
                        "COMPENSATING",
                        "REJECTED"))),
        breach(
            "a terminal status that was left",
            I5,
            UNEXPECTED,
            DECLINED,
            r ->
                r.row(
                    walked(
                        r.rowOf(DECLINED),
                        "ACCEPTED",
                        "COMPENSATING",
                        "REJECTED",
                        "COMPENSATING",
                        "REJECTED"))),
        breach(
            "a resume from somewhere else",
            I5,
            UNEXPECTED,
            DECLINED,
            r ->
                r.row(
                    walked(
                        r.rowOf(DECLINED),
                        "ACCEPTED",
                        "COMPENSATING",
                        "PARKED",
                        "ACCEPTED",
                        "COMPENSATING",
                        "REJECTED"))),
        breach(
            "a first status in the middle",
            I5,
            UNEXPECTED,
            DECLINED,
            r -> r.row(walked(r.rowOf(DECLINED), "COMPENSATING", "REJECTED"))),
        breach(
            "a version that the history does not have",
            I5,
            UNEXPECTED,
            DECLINED,
            r -> {
              var row = r.rowOf(DECLINED);
              return r.row(
                  new Row(
                      row.ref(),
                      row.status(),
                      row.version() + 1,
                      row.history(),
                      row.quantities(),
                      row.currency(),
                      row.total(),
                      row.reason(),
                      false,
                      0,
                      false,
                      null));
            }));
  }

  private static Stream<Arguments> moneyAndGoods() {
    return Stream.of(
        breach("two charges", I2, DUPLICATED, CONFIRMED, r -> r.payment(CONFIRMED, 2, 1, 2800)),
        breach("two refunds", I3, DUPLICATED, DECLINED, r -> r.payment(DECLINED, 1, 2, 1400)),
        breach("a missing refund", I3, UNEXPECTED, DECLINED, r -> r.payment(DECLINED, 1, 0, 1400)),
        breach("a missing charge", I7, UNEXPECTED, CONFIRMED, r -> r.payment(CONFIRMED, 0, 0, 1)),
        breach("a wrong amount", I7, UNEXPECTED, CONFIRMED, r -> r.payment(CONFIRMED, 1, 0, 2700)),
        breach("money too much", I7, UNEXPECTED, null, r -> r.payment(DECLINED, 1, 0, 1400)),
        breach(
            "a payment without an order",
            I1,
            UNEXPECTED,
            NEVER_SENT,
            r -> r.payment(NEVER_SENT, 0, 0, 1)),
        breach(
            "a shipment without an order",
            I1,
            UNEXPECTED,
            NEVER_SENT,
            r -> r.shipment(NEVER_SENT, 0)),
        breach("goods of a rejected order", I3, UNEXPECTED, DECLINED, r -> r.shipment(DECLINED, 1)),
        breach("goods before the money", I6, UNEXPECTED, DECLINED, r -> r.shipment(DECLINED, 1)),
        breach("confirmed without goods", I6, UNEXPECTED, CONFIRMED, r -> r.shipment(CONFIRMED, 0)),
        breach("two parcels", I1, DUPLICATED, CONFIRMED, r -> r.shipment(CONFIRMED, 2)),
        breach("stock not given back", I7, UNEXPECTED, null, r -> r.freeMugs(96)),
        breach("stock given back twice", I7, UNEXPECTED, null, r -> r.freeMugs(98)),
        breach("stock below zero", I7, UNEXPECTED, null, r -> r.freeMugs(-1)),
        breach("stock that is still held", I3, UNEXPECTED, DECLINED, r -> r.row(held(r))),
        breach("a wrong total", I7, UNEXPECTED, DECLINED, r -> r.row(total(r, 1))));
  }

  private static Row held(Runs run) {
    var row = run.rowOf(DECLINED);
    return new Row(
        row.ref(),
        row.status(),
        row.version(),
        row.history(),
        row.quantities(),
        row.currency(),
        row.total(),
        row.reason(),
        true,
        0,
        false,
        null);
  }

  private static Row total(Runs run, long total) {
    var row = run.rowOf(DECLINED);
    return new Row(
        row.ref(),
        row.status(),
        row.version(),
        row.history(),
        row.quantities(),
        row.currency(),
        total,
        row.reason(),
        false,
        0,
        false,
        null);
  }

  private static Stream<Arguments> messages() {
    return Stream.of(
        breach(
            "an end without its event",
            I4,
            LOST,
            INVALID,
            r -> r.withoutEvents(event -> event.ref().equals(INVALID))),
        breach(
            "an event of another end",
            I5,
            UNEXPECTED,
            CONFIRMED,
            r -> r.event(Runs.event(CONFIRMED, "OrderRejected"))),
        breach(
            "an event without an order",
            I5,
            UNEXPECTED,
            NEVER_SENT,
            r -> r.event(Runs.event(NEVER_SENT, "OrderConfirmed"))),
        breach(
            "an event under two IDs",
            I1,
            DUPLICATED,
            CONFIRMED,
            r -> r.event(new Event(CONFIRMED, "OrderConfirmed", "another", List.of()))),
        breach(
            "two notifications",
            I1,
            DUPLICATED,
            CONFIRMED,
            r -> r.notified(CONFIRMED, "OrderConfirmed", 2)),
        breach(
            "no notification",
            I4,
            LOST,
            CONFIRMED,
            r -> r.notified(CONFIRMED, "OrderConfirmed", 0)),
        breach(
            "a notification of another end",
            I5,
            UNEXPECTED,
            CONFIRMED,
            r -> r.notified(CONFIRMED, "OrderRejected", 1)));
  }

  private static Stream<Arguments> inbox() {
    return Stream.of(
        breach("an open entry", I9, PARKED, DECLINED, r -> r.inInbox(DECLINED, "OPEN")),
        breach("an endless replay", I9, PARKED, DECLINED, r -> r.inInbox(DECLINED, "REPLAYING")),
        breach("an entry of nobody", I9, PARKED, null, r -> r.inInbox(null, "OPEN")),
        breach(
            "a parked row",
            I9,
            PARKED,
            DECLINED,
            r -> r.row(walked(r.rowOf(DECLINED), "ACCEPTED", "PARKED")).inInbox(DECLINED, "OPEN")),
        breach(
            "a parked row that nobody sees",
            I9,
            LOST,
            DECLINED,
            r -> r.row(walked(r.rowOf(DECLINED), "ACCEPTED", "PARKED"))),
        breach(
            "a failed workflow that nobody sees",
            I9,
            LOST,
            DECLINED,
            r -> r.failedExecution(DECLINED)),
        breach("a message in a queue", I9, PARKED, null, r -> r.leftIn("ShipmentQueue", 1)),
        breach("a breaker that stays open", I10, UNEXPECTED, null, r -> r.openBreaker("bank")),
        breach(
            "an event that breaks its contract",
            I11,
            UNEXPECTED,
            CONFIRMED,
            r ->
                r.event(
                    new Event(
                        CONFIRMED,
                        "OrderConfirmed",
                        Runs.event(CONFIRMED, "OrderConfirmed").id(),
                        List.of("no total")))));
  }

  private static Stream<Arguments> testOrders() {
    return Stream.of(
        breach("a test that is charged", I12, UNEXPECTED, TEST, r -> r.payment(TEST, 1, 0, 1400)),
        breach(
            "a test that is charged and given back",
            I12,
            UNEXPECTED,
            TEST,
            r -> r.payment(TEST, 1, 1, 1400)),
        breach("a test that is shipped", I12, UNEXPECTED, TEST, r -> r.shipment(TEST, 1)),
        breach(
            "a test whose customer is notified",
            I12,
            UNEXPECTED,
            TEST,
            r -> r.notified(TEST, "OrderConfirmed", 1)),
        breach(
            "a test that is kept for good",
            I12,
            UNEXPECTED,
            TEST,
            r -> r.row(r.rowOf(TEST).with(true, null))),
        breach(
            "an order that is removed",
            I12,
            UNEXPECTED,
            CONFIRMED,
            r -> r.row(r.rowOf(CONFIRMED).with(false, Duration.ofDays(1)))),
        breach(
            "an order that became a test",
            I12,
            UNEXPECTED,
            CONFIRMED,
            r -> r.row(r.rowOf(CONFIRMED).with(true, Duration.ofDays(1)))),
        breach(
            "an invalid order that became a test",
            I12,
            UNEXPECTED,
            INVALID,
            r -> r.row(r.rowOf(INVALID).with(true, Duration.ofDays(1)))),
        breach(
            "a test that became an order",
            I12,
            UNEXPECTED,
            TEST,
            r -> r.row(r.rowOf(TEST).with(false, null))));
  }

  @Test
  void aCancelledTestMayLeaveAWordOfTheWarehouse() {
    assertThat(Runs.good().shipment(TEST, 0).verdict().violations()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("breaches")
  void finds(UnaryOperator<Runs> breaking, Invariant invariant, Kind kind, OrderRef order) {
    var verdict = breaking.apply(Runs.good()).verdict();
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.broken()).contains(invariant);
    assertThat(verdict.violations())
        .anySatisfy(
            found -> {
              assertThat(found.invariant()).isEqualTo(invariant);
              assertThat(found.kind()).isEqualTo(kind);
              assertThat(found.order()).isEqualTo(order);
            });
    assertThat(verdict.count(kind)).isPositive();
  }

  @Test
  void everyInvariantIsFoundBroken() {
    assertThat(breaches().map(breach -> breach.get()[1]).distinct())
        .containsExactlyInAnyOrder((Object[]) Invariant.values());
  }

  @Test
  void everyRuleIsFoundBroken() {
    var evidence = breaches().map(CheckerTest::broken).map(Evidence::new).toList();
    for (var rules :
        List.of(
            RowRules.all(),
            ClientRules.all(),
            HistoryRules.all(),
            PaymentRules.all(),
            StockRules.all(),
            MessageRules.all(),
            InboxRules.all(),
            DependencyRules.all(),
            TestOrderRules.all())) {
      for (var i = 0; i < rules.size(); i++) {
        var rule = rules.get(i);
        assertThat(evidence).as("rule " + i + " of " + rules.size()).anyMatch(e -> finds(rule, e));
      }
    }
  }

  private static boolean finds(Rule rule, Evidence evidence) {
    var found = new ArrayList<Violation>();
    rule.check(evidence, found::add);
    return !found.isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static Observations broken(Arguments breach) {
    var breaking = (Named<UnaryOperator<Runs>>) breach.get()[0];
    return breaking.getPayload().apply(Runs.good()).observations();
  }

  @Test
  void findsNothingInAGoodRun() {
    var verdict = Runs.good().verdict();
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.line(42))
        .isEqualTo(
            "PROVE seed=42 orders=5 accepted=4 confirmed=2 rejected=2 cancelled=1 parked=0 lost=0"
                + " duplicated=0 unexpected=0 recovered=1");
  }

  @Test
  void aTimeOutMayMeanAnOrderOrNone() {
    var ref = new OrderRef("acme", "timed-out");
    var run = Runs.good().client(ref, new Answered(Request.PLACE, ONE_MUG, Answer.UNKNOWN));
    assertThat(run.verdict().violations()).isEmpty();
    assertThat(run.verdict().recovered()).isEqualTo(1);
  }

  @Test
  void anEventThatComesAgainIsTheSameEvent() {
    var run = Runs.good().event(Runs.event(CONFIRMED, "OrderConfirmed"));
    assertThat(run.verdict().violations()).isEmpty();
  }

  @Test
  void aParkedOrderMayGoOnFromWhereItWas() {
    var run = Runs.good();
    run.row(
            walked(
                run.rowOf(DECLINED),
                "ACCEPTED",
                "COMPENSATING",
                "PARKED",
                "COMPENSATING",
                "REJECTED"))
        .inInbox(DECLINED, "RESOLVED")
        .failedExecution(DECLINED);
    assertThat(run.verdict().violations()).isEmpty();
  }

  @Test
  void anOrderThatWasParkedUnreadBeginsAgain() {
    var run = Runs.good();
    run.row(walked(run.rowOf(DECLINED), "PARKED", "ACCEPTED", "COMPENSATING", "REJECTED"));
    assertThat(run.verdict().violations()).isEmpty();
  }

  @Test
  void aGoodOrderMayBeGivenUpByAnOperator() {
    var run = givenUpByNobody(Runs.good()).givenUp(DECLINED);
    assertThat(run.verdict().violations()).isEmpty();
  }

  @Test
  void anUndoThatAnOperatorAskedForMayBeSeen() {
    var run = Runs.good();
    run.row(walked(run.rowOf(DECLINED), "ACCEPTED", "UNDO_REQUESTED", "COMPENSATING", "REJECTED"));
    assertThat(run.givenUp(DECLINED).verdict().violations()).isEmpty();
  }

  private static Runs givenUpByNobody(Runs run) {
    return run.client(DECLINED, new Answered(Request.PLACE, ONE_MUG, Answer.DONE))
        .row(Runs.row(DECLINED, run.rowOf(DECLINED).history(), ONE_MUG, "UNDONE_BY_OPERATOR"));
  }

  @Test
  void anotherBodyMayComeIfTheConflictIsShown() {
    var run = Runs.good().alsoAnswered(CONFIRMED, Request.PLACE, ONE_MUG, Answer.DONE);
    var row = run.rowOf(CONFIRMED);
    run.row(
        new Row(
            CONFIRMED,
            row.status(),
            row.version(),
            row.history(),
            row.quantities(),
            row.currency(),
            row.total(),
            null,
            false,
            1,
            false,
            null));
    assertThat(run.verdict().violations()).isEmpty();
  }

  @Test
  void whatIsInTheInboxIsParkedAndNotLost() {
    var run = Runs.good().withoutRow(DECLINED).inInbox(DECLINED, "OPEN");
    assertThat(run.verdict().count(LOST)).isZero();
    assertThat(run.verdict().count(PARKED)).isEqualTo(1);
  }
}
