package com.example.orders.replayfailures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Transition;
import com.example.orders.replayfailures.Executions.Status;
import com.example.orders.replayfailures.Origin.Sent;
import com.example.orders.replayfailures.ReplayResult.Kind;
import com.example.orders.replayfailures.Replaying.Actor;
import com.example.orders.testing.InMemoryFailures;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import com.example.orders.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.LambdaClient;

class ReplayingTest {
  private static final Instant START = Samples.SENT.plusSeconds(3_600);
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Actor EVE = new Actor("arn:eve", "r-1");
  private static final Order ORDER = Samples.accepted(Samples.line("MUG", 1));
  private static final OrderKey KEY = ORDER.key();
  private static final NotifyCustomer NOTIFY_CUSTOMER =
      NotifyCustomer.of("arn:notify-customer:live");
  private static final String FIRST = KEY.executionName();

  private final InMemoryFailures failures = new InMemoryFailures();
  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryExecutions executions = new InMemoryExecutions();
  private final Set<String> notified = new HashSet<>();
  private final List<String> sent = new ArrayList<>();
  private final SettableClock clock = new SettableClock(START);
  private final Counts counts = new Counts();
  private Origin sender =
      (attempt, payload) -> {
        sent.add(attempt.source() + " " + attempt.attemptId() + " " + payload);
        return Sent.back(attempt, "sent");
      };
  private final Origin origin = (attempt, payload) -> sender.send(attempt, payload);
  private final Replaying replaying =
      new Replaying(
          failures,
          new Origins(
              origin, origin, origin, origin, new WorkflowOrigin(orders, executions, clock)),
          new Effects(failures, orders, notified::contains, NOTIFY_CUSTOMER, executions),
          LEASE,
          clock);
  private final Round round = new Round(failures, replaying, clock);

  @ParameterizedTest
  @EnumSource(value = FailureSource.class, mode = EnumSource.Mode.EXCLUDE, names = "WORKFLOW")
  void sendsTheEntryToItsOriginAndClaimsItBefore(FailureSource source) {
    var failure = failure(source, "States.Timeout");

    assertThat(replay(failure).outcome()).isEqualTo(Kind.SENT);

    assertThat(sent).containsExactly(source + " " + failure.id() + "-1 payload");
    assertThat(now(failure).state()).isEqualTo(FailureState.REPLAYING);
    assertThat(now(failure).leaseUntil()).isEqualTo(START.plus(LEASE));
    assertThat(failures.audit(failure.id()))
        .contains(
            new AuditEntry(START, "arn:eve", Action.REPLAY, "REPLAYING", "request r-1"),
            new AuditEntry(START, "arn:eve", Action.REPLAY, "SENT", "sent; request r-1"));
  }

  @Test
  void sendsTheEditedPayload() {
    var failure = failure(FailureSource.ORDERS_QUEUE, "UnreadableMessage");
    failures.edit(
        failure, failure.edit(), "edited", AuditEntry.of(START, "eve", Action.EDIT, "OPEN"));

    replay(failure);

    assertThat(sent).containsExactly("ORDERS_QUEUE " + failure.id() + "-1 edited");
  }

  @Test
  void refusesASecondReplayWhileTheFirstHasItsLease() {
    var failure = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    replay(failure);

    assertThat(replay(failure).outcome()).isEqualTo(Kind.REFUSED);
    assertThat(sent).hasSize(1);
  }

  @Test
  void resolvesOnlyWhenTheEffectIsSeen() {
    var failure = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    replay(failure);
    orders.store(ORDER);
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.REPLAYING);

    end();
    round();

    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
    assertThat(counts.asMap()).containsEntry(OrderMetric.FailuresResolved, 1);
  }

  @Test
  void aSecondReplayOfAResolvedEntryDoesNothing() {
    var failure = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    orders.store(ORDER);
    end();

    assertThat(replay(failure).outcome()).isEqualTo(Kind.RESOLVED);
    assertThat(replay(failure).outcome()).isEqualTo(Kind.REFUSED);
    assertThat(sent).isEmpty();
  }

  @Test
  void opensAnEntryWhoseReplayHadNoEffectInTime() {
    var failure = failure(FailureSource.SHIPMENT_QUEUE, "Whatever");
    replay(failure);

    clock.advance(LEASE);
    round();

    assertThat(now(failure).state()).isEqualTo(FailureState.OPEN);
    assertThat(failures.audit(failure.id()).getLast().action()).isEqualTo(Action.EXPIRE);
    replay(failure);
    assertThat(sent).last().isEqualTo("SHIPMENT_QUEUE " + failure.id() + "-2 payload");
  }

  @Test
  void replaysWhatIsTransientByItselfWhenItsTimeHasCome() {
    var transientOne = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    failure(FailureSource.SHIPMENT_QUEUE, "Whatever");
    round();
    assertThat(sent).isEmpty();

    clock.advance(Duration.ofSeconds(60));
    round();

    assertThat(sent).containsExactly("ORDERS_QUEUE " + transientOne.id() + "-1 payload");
  }

  @Test
  void anOutageHoweverLongHealsByItself() {
    var failure = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    orders.store(ORDER);
    for (int minute = 0; minute < 24 * 60; minute++) {
      clock.advance(Duration.ofMinutes(1));
      round();
    }
    assertThat(sent).hasSizeBetween(20, 40); // each waits for its lease, then for up to an hour

    var before = sent.size();
    for (int minute = 0; minute < 75; minute++) {
      clock.advance(Duration.ofMinutes(1));
      round();
    }
    assertThat(sent).hasSizeGreaterThan(before);
    end();
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
  }

  @Test
  void anEntryWhoseReplayFailsDoesNotKeepOthersWaiting() {
    var first = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    failure(FailureSource.SHIPMENT_QUEUE, "States.Timeout");
    var works = sender;
    sender =
        (attempt, payload) -> {
          if (attempt.id().equals(first.id())) {
            throw new IllegalStateException("The answer was lost");
          }
          return works.send(attempt, payload);
        };
    clock.advance(Duration.ofSeconds(60));
    round();

    assertThat(sent).hasSize(1);
    assertThat(now(first).state()).isEqualTo(FailureState.REPLAYING); // it may have been sent
    assertThat(failures.audit(first.id()).getLast().result()).isEqualTo("UNKNOWN");
  }

  @Test
  void opensAtOnceWhatCannotBeReplayed() {
    var failure = failure(FailureSource.ASYNC_INVOKE, "UnreadableMessage");
    sender =
        (attempt, payload) -> {
          throw new CannotReplayException("nobody knows which function it was");
        };

    assertThat(replay(failure))
        .isEqualTo(ReplayResult.refused("nobody knows which function it was"));
    assertThat(now(failure).state()).isEqualTo(FailureState.OPEN);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThat(replaying.replay(FailureId.ofIntake(null, "x"), EVE, counts).outcome())
        .isEqualTo(Kind.REFUSED);
  }

  @Test
  void redrivesAnExecutionThatFailed() {
    orders.store(ORDER);
    executions.is(FIRST, Status.UNSUCCESSFUL, true, "States.Timeout");

    replay(failure(FailureSource.WORKFLOW, "States.Timeout"));

    assertThat(executions.redriven).containsExactly(FIRST);
    assertThat(executions.started).isEmpty();
  }

  @Test
  void startsANewExecutionWhereARedriveIsNotPossible() {
    orders.store(ORDER);
    executions.is(FIRST, Status.UNSUCCESSFUL, false, "States.Timeout");

    replay(failure(FailureSource.WORKFLOW, "States.Timeout"));

    assertThat(executions.started).containsExactly(FIRST + "-r1");
  }

  @Test
  void leavesAnExecutionThatRunsAlone() {
    park();
    executions.is(FIRST, Status.RUNNING, false, "");

    assertThat(replay(failure(FailureSource.WORKFLOW, "OrderOverdue")).detail())
        .startsWith("left alone");

    assertThat(executions.started).isEmpty();
    assertThat(status()).isEqualTo(OrderStatus.PARKED);
  }

  @Test
  void startsAnExecutionThatIsMissingUnderTheFirstName() {
    orders.store(ORDER);

    replay(failure(FailureSource.WORKFLOW, "OrderOverdue"));

    assertThat(executions.started).containsExactly(FIRST);
  }

  @Test
  void unparksAnOrderAndStartsANewExecutionForARedriveWouldParkItAgain() {
    park();
    executions.is(FIRST, Status.UNSUCCESSFUL, true, "Orderly.Parked");

    replay(failure(FailureSource.WORKFLOW, "Orderly.Parked"));

    assertThat(status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(executions.started).containsExactly(FIRST + "-r1");
    assertThat(executions.redriven).isEmpty();
  }

  @Test
  void redrivesNoExecutionOfAnOrderThatWasParked() {
    park();
    executions.is(FIRST, Status.UNSUCCESSFUL, true, "States.Timeout");

    replay(failure(FailureSource.WORKFLOW, "States.Timeout"));

    assertThat(executions.redriven).isEmpty();
    assertThat(executions.started).containsExactly(FIRST + "-r1");
  }

  @Test
  void startsANewExecutionOfAnOrderThatWaitedForRepair() {
    orders.store(ORDER);
    executions.is(FIRST, Status.UNSUCCESSFUL, true, "Orderly.WaitsForRepair");

    replay(failure(FailureSource.WORKFLOW, "Orderly.WaitsForRepair"));

    assertThat(executions.redriven).isEmpty();
    assertThat(executions.started).containsExactly(FIRST + "-r1");
  }

  @Test
  void redrivesNoExecutionOfAnOrderThatWasGivenUp() {
    orders.store(ORDER);
    orders.transition(KEY, Transition.undo(ORDER, "no longer wanted", START));
    executions.is(FIRST, Status.UNSUCCESSFUL, true, "States.Timeout");

    replay(failure(FailureSource.WORKFLOW, "States.Timeout"));

    assertThat(executions.redriven).isEmpty();
    assertThat(executions.started).containsExactly(FIRST + "-r1");
    assertThat(status()).isEqualTo(OrderStatus.UNDO_REQUESTED);
  }

  @Test
  void goesOnFromTheNewestExecutionInTheNextReplay() {
    orders.store(ORDER);
    executions.is(FIRST, Status.UNSUCCESSFUL, false, "States.Timeout");
    var failure = failure(FailureSource.WORKFLOW, "States.Timeout");
    replay(failure);
    executions.is(FIRST + "-r1", Status.UNSUCCESSFUL, true, "States.Timeout");
    clock.advance(LEASE);

    replay(failure);

    assertThat(executions.redriven).containsExactly(FIRST + "-r1");
    assertThat(executions.started).containsExactly(FIRST + "-r1");
  }

  @Test
  void isNotResolvedBeforeTheExecutionHasPublishedItsEvent() {
    orders.store(ORDER);
    end();
    executions.is(FIRST, Status.UNSUCCESSFUL, true, "EventBridge.InternalException");
    var failure = failure(FailureSource.WORKFLOW, "EventBridge.InternalException");

    replay(failure);
    assertThat(executions.redriven).containsExactly(FIRST);
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.REPLAYING);

    executions.is(FIRST, Status.SUCCEEDED, false, "");
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
  }

  @Test
  void leavesAnOrderThatWasNeverTakenInToItsMessage() {
    orders.store(Order.parkedAtIntake(KEY, "hash", "detail", START));

    assertThat(replay(failure(FailureSource.WORKFLOW, "OrderOverdue")).outcome())
        .isEqualTo(Kind.REFUSED);
    assertThat(executions.started).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureSource.class,
      names = {"ASYNC_INVOKE", "EVENT_TARGET"})
  void resolvesWhatIsForTheCustomerWhenTheCustomerIsNotified(FailureSource source) {
    var failure =
        failure(source, "States.Timeout", "{\"detail\":{\"metadata\":{\"idempotencyKey\":\"k\"}}}");
    replay(failure);
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.REPLAYING);

    notified.add("k");
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureSource.class,
      names = {"ASYNC_INVOKE", "EVENT_TARGET"})
  void resolvesWhatWouldNotifyTheCustomerOfATestOrder(FailureSource source) {
    orders.store(Samples.moved(Samples.test(), OrderStatus.CONFIRMED, START, 1L, false));
    var failure =
        failure(source, "States.Timeout", "{\"detail\":{\"metadata\":{\"idempotencyKey\":\"k\"}}}");
    round();

    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
    assertThat(sent).isEmpty();
  }

  /** Each function that gets the event has an entry of its own under the same key. */
  @ParameterizedTest
  @ValueSource(strings = {"", "arn:notify-customer-2", "arn:points"})
  void aNotificationSaysNothingOfAnotherFunctionsFailure(String function) {
    var event = "{\"detail\":{\"metadata\":{\"idempotencyKey\":\"k\"}}}";
    var failure = failureOf(function, event);
    notified.add("k");

    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.OPEN);

    sender = new LambdaOrigin(mock(LambdaClient.class), NOTIFY_CUSTOMER);
    clock.advance(Duration.ofDays(1));
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.OPEN);
    assertThat(now(failure).nextReplayAt()).isNull();
  }

  @Test
  void aNotificationResolvesTheFailureOfAVersionOfItsFunction() {
    var event = "{\"detail\":{\"metadata\":{\"idempotencyKey\":\"k\"}}}";
    var failure = failureOf(NOTIFY_CUSTOMER.arn() + ":3", event);
    notified.add("k");
    round();
    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
  }

  private Failure failureOf(String function, String event) {
    var report =
        new FailureReport(
            FailureId.ofInvoke(function, "k"),
            "m-1",
            FailureSource.ASYNC_INVOKE,
            function,
            "States.Timeout",
            null,
            1,
            KEY,
            null,
            event,
            START);
    return failures.record(report, "test").failure();
  }

  @ParameterizedTest
  @CsvSource({
    "SHIPMENT_QUEUE, '{\"type\":\"SHIP\"}', PAYMENT_CHARGED, SENT",
    "SHIPMENT_QUEUE, '{\"type\":\"SHIP\"}', UNDO_REQUESTED, REFUSED",
    "SHIPMENT_QUEUE, '{\"type\":\"SHIP\"}', COMPENSATING, REFUSED",
    "SHIPMENT_QUEUE, '{\"type\":\"SHIP_TEST\"}', PAYMENT_CHARGED, SENT",
    "SHIPMENT_QUEUE, '{\"type\":\"SHIP_TEST\"}', UNDO_REQUESTED, REFUSED",
    "SHIPMENT_QUEUE, '{\"type\":\"CANCEL\"}', UNDO_REQUESTED, SENT",
    "SHIPMENT_QUEUE, '{\"type\":\"CANCEL\"}', PAYMENT_CHARGED, REFUSED",
    "EVENT_TARGET, '{\"detail-type\":\"OrderConfirmed\"}', CONFIRMED, SENT",
    "EVENT_TARGET, '{\"detail-type\":\"OrderConfirmed\"}', REJECTED, REFUSED",
    "ASYNC_INVOKE, '{\"detail-type\":\"OrderRejected\"}', PAYMENT_CHARGED, REFUSED",
    "ASYNC_INVOKE, '{\"detail-type\":\"OrderCancelled\"}', CANCELLED, SENT",
    "ASYNC_INVOKE, '{\"detail-type\":\"SomethingElse\"}', CANCELLED, SENT",
  })
  void sendsNothingThatTheOrdersRowDenies(
      FailureSource source, String payload, OrderStatus status, Kind outcome) {
    orders.store(Samples.moved(ORDER, status, START, 1L, false));
    var event = payload.replace("}", ",\"detail\":{\"metadata\":{\"idempotencyKey\":\"k\"}}}");
    var failure = failure(source, "States.Timeout", event);

    assertThat(replay(failure).outcome()).isEqualTo(outcome);

    assertThat(sent).hasSize(outcome == Kind.SENT ? 1 : 0);
    if (outcome == Kind.REFUSED) {
      assertThat(now(failure).nextReplayAt()).isNull();
      assertThat(failures.audit(failure.id()).getLast().detail())
          .startsWith("the order's row says otherwise: it is " + status);
    }
  }

  @Test
  void aScheduleThatWasMissedIsMadeGoodByTheNextOne() {
    var failure =
        failure(FailureSource.EVENT_TARGET, "Whatever", "{\"detail-type\":\"Scheduled Event\"}");
    round();

    assertThat(now(failure).state()).isEqualTo(FailureState.RESOLVED);
  }

  @Test
  void findsWhatIsDueBehindAThousandEntriesThatWaitForAnOperator() {
    var due = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    for (int i = 0; i < 1_000; i++) {
      unknown(i, START.plusSeconds(1));
    }
    clock.advance(Duration.ofSeconds(60));
    round();

    assertThat(sent).containsExactly("ORDERS_QUEUE " + due.id() + "-1 payload");
  }

  @Test
  void replaysWhatIsDueBeforeItLooksAtWhatIsOlder() {
    unknown(1, START.minusSeconds(10));
    failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    clock.advance(Duration.ofSeconds(60));
    var remaining = List.of(20_000, 1_000).iterator();

    round.run(remaining::next, counts);

    assertThat(sent).hasSize(1);
  }

  @Test
  void stopsARoundInTime() {
    failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    clock.advance(Duration.ofSeconds(60));

    round.run(() -> 1_000, counts);

    assertThat(sent).isEmpty();
  }

  @Test
  void aForeignFailureIsNotSwallowedWhenAnOperatorAsks() {
    var failure = failure(FailureSource.ORDERS_QUEUE, "States.Timeout");
    sender =
        (attempt, payload) -> {
          throw new IllegalStateException("The answer was lost");
        };
    assertThatThrownBy(() -> replay(failure)).isInstanceOf(IllegalStateException.class);
  }

  private ReplayResult replay(Failure failure) {
    return replaying.replay(failure.id(), EVE, counts);
  }

  private void round() {
    round.run(() -> 20_000, counts);
  }

  private Failure now(Failure failure) {
    return failures.find(failure.id()).orElseThrow();
  }

  private void unknown(int number, Instant at) {
    var source = FailureSource.SHIPMENT_QUEUE;
    failures.record(
        new FailureReport(
            FailureId.ofEvent(source.name(), "unknown-" + number),
            "m-1",
            source,
            "arn:origin",
            "Whatever",
            null,
            1,
            null,
            null,
            "payload",
            at),
        "test");
  }

  private OrderStatus status() {
    return orders.find(KEY).orElseThrow().status();
  }

  private void park() {
    orders.store(ORDER);
    orders.transition(KEY, Transition.of(OrderStatus.ACCEPTED, OrderStatus.PARKED, START));
  }

  private void end() {
    orders.transition(KEY, Transition.of(OrderStatus.ACCEPTED, OrderStatus.COMPENSATING, START));
    orders.transition(KEY, Transition.of(OrderStatus.COMPENSATING, OrderStatus.REJECTED, START));
  }

  private Failure failure(FailureSource source, String error) {
    return failure(source, error, "payload");
  }

  private Failure failure(FailureSource source, String error, String payload) {
    var id =
        source == FailureSource.WORKFLOW
            ? FailureId.ofOrder(KEY)
            : FailureId.ofEvent(source.name(), error);
    var report =
        new FailureReport(
            id,
            "m-1",
            source,
            NOTIFY_CUSTOMER.arn(),
            error,
            null,
            1,
            KEY,
            KEY.messageGroup(),
            payload,
            START);
    return failures.record(report, "test").failure();
  }
}
