package com.example.orders.replayfailures;

import static com.example.orders.replayfailures.World.EVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.lambda.Counts;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.replayfailures.Executions.Status;
import com.example.orders.replayfailures.ReplayResult.Kind;
import com.example.orders.testing.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecidingTest {
  private static final OrderKey KEY = Samples.accepted(Samples.line("MUG", 1)).key();
  private static final String FIRST = KEY.executionName();

  private final World world = new World();

  @Test
  void aDiscardedOrderStaysAsItIsWhenItsEntryHasExpired() {
    parked();
    world.clock.advance(Samples.TIME_TO_END.plusMinutes(1));

    assertThat(world.discard(KEY).outcome()).isEqualTo(Kind.DISCARDED);

    var row = world.row(KEY);
    assertThat(row.status()).isEqualTo(OrderStatus.PARKED);
    assertThat(row.undo().reason()).isEqualTo("DISCARDED_BY_OPERATOR");
    assertThat(row.undo().reasonDetail()).isEqualTo("ordered by phone");
    assertThat(row.version()).isEqualTo(row.history().size());
    for (int month = 0; month < 3; month++) {
      world.month();
      assertThat(world.sweep()).isZero();
      world.round();
    }
    assertThat(world.failures.all()).isEmpty();
    assertThat(world.executions.started).containsExactly(FIRST);
    assertThat(world.row(KEY)).isEqualTo(row);
  }

  @Test
  void itsMessageDeliveredAgainStartsNothing() {
    world.accept(KEY);
    world.fails(FIRST, KEY, "States.Runtime", true);
    world.discard(KEY);

    world.accept(KEY);

    assertThat(world.executions.started).containsExactly(FIRST);
  }

  @Test
  void whatIsReportedLaterOfADiscardedOrderIsDiscardedToo() {
    parked();
    world.discard(KEY);
    world.month();

    world.fails(FIRST + "-r1", KEY, "States.Timeout", true);
    assertThat(world.entry(KEY).state()).isEqualTo(FailureState.OPEN);
    world.round();

    assertThat(world.entry(KEY).state()).isEqualTo(FailureState.DISCARDED);
    assertThat(world.replay(KEY).outcome()).isEqualTo(Kind.REFUSED);
    assertThat(world.executions.started).containsExactly(FIRST);
  }

  @Test
  void anOrderWhoseWorkflowRunsIsNotDiscarded() {
    parked();
    world.executions.is(FIRST + "-r1", Status.RUNNING, false, "");

    assertThat(world.discard(KEY))
        .isEqualTo(ReplayResult.refused(FIRST + "-r1 is running: wait for its end"));
    assertThat(world.entry(KEY).state()).isEqualTo(FailureState.OPEN);
    assertThat(world.row(KEY).isDiscarded()).isFalse();
  }

  @Test
  void anOrderThatHasEndedStaysSoWhenItsEntryIsDiscarded() {
    world.accept(KEY);
    world.move(KEY, OrderStatus.COMPENSATING);
    world.move(KEY, OrderStatus.REJECTED);
    world.fails(FIRST, KEY, "EventBridge.Whatever", true);
    var row = world.row(KEY);

    assertThat(world.discard(KEY).outcome()).isEqualTo(Kind.DISCARDED);
    assertThat(world.row(KEY)).isEqualTo(row);
  }

  @Test
  void anOrderThatWasNeverTakenInIsDiscardedWithItsMessageAndNotUndone() {
    world.orders.store(Order.parkedAtIntake(KEY, "hash", "detail", Samples.SENT));
    var message = message(FailureSource.ORDERS_QUEUE, KEY, "UnreadableMessage", "payload");

    assertThat(undo(message).outcome()).isEqualTo(Kind.REFUSED);
    assertThat(discard(message).outcome()).isEqualTo(Kind.DISCARDED);

    assertThat(world.row(KEY).failedAtIntake()).isFalse();
    assertThat(world.row(KEY).isDiscarded()).isTrue();
  }

  @Test
  void aMessageOfAnOrderIsDiscardedWithoutTheOrder() {
    world.accept(KEY);
    var message = message(FailureSource.SHIPMENT_QUEUE, KEY, "States.Timeout", "{}");

    assertThat(discard(message).outcome()).isEqualTo(Kind.DISCARDED);
    assertThat(world.row(KEY).status()).isEqualTo(OrderStatus.ACCEPTED);
  }

  @Test
  void anUndoMarksTheOrderAndStartsItsWorkflow() {
    world.accept(KEY);
    world.fails(FIRST, KEY, "java.lang.NullPointerException", true);

    assertThat(world.undo(KEY)).isEqualTo(ReplayResult.sent("started " + FIRST + "-r1"));

    assertThat(world.row(KEY).status()).isEqualTo(OrderStatus.UNDO_REQUESTED);
    assertThat(world.row(KEY).undo().reason()).isEqualTo("UNDONE_BY_OPERATOR");
    assertThat(world.row(KEY).undo().reasonDetail()).isEqualTo("no longer to be had");
    assertThat(world.entry(KEY).state()).isEqualTo(FailureState.REPLAYING);
    assertThat(world.failures.audit(FailureId.ofOrder(KEY)))
        .anyMatch(
            audit ->
                audit.action() == Action.UNDO
                    && audit.by().equals(EVE.by())
                    && "no longer to be had".equals(audit.detail()));
  }

  @Test
  void anUndoThatFindsTheWorkflowRunningIsTriedAgainByItself() {
    world.accept(KEY);
    world.fails(FIRST, KEY, "java.lang.NullPointerException", true);
    world.executions.is(FIRST + "-r1", Status.RUNNING, false, "");

    assertThat(world.undo(KEY).detail()).startsWith("left alone");
    world.executions.is(FIRST + "-r1", Status.UNSUCCESSFUL, false, "DynamoDB.Whatever");
    for (int minute = 0; minute < 20; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      world.round();
    }

    assertThat(world.executions.started).containsExactly(FIRST, FIRST + "-r2");
  }

  @Test
  void anUndoGoesOnWhenTheWarehouseShippedMeanwhile() {
    givenUpWhileTheWarehouseHasIt();

    world.fails(FIRST + "-r1", KEY, "DynamoDB.ConditionalCheckFailedException", true);
    assertThat(world.entry(KEY).classification().failureClass()).isEqualTo(FailureClass.UNKNOWN);
    minutes(20);

    assertThat(world.executions.started).containsExactly(FIRST, FIRST + "-r2");
    assertThat(world.row(KEY).status()).isEqualTo(OrderStatus.UNDO_REQUESTED);
    assertThat(world.entry(KEY).state()).isEqualTo(FailureState.REPLAYING);
    assertThat(world.entry(KEY).classification().rule()).isEqualTo("undo-requested");
  }

  @Test
  void anUndoGoesOnWhenTheWarehouseRefusedMeanwhile() {
    givenUpWhileTheWarehouseHasIt();

    world.move(KEY, OrderStatus.PARKED);
    world.fails(FIRST + "-r1", KEY, "com.example.orders.order.OrderClosedException", true);
    assertThat(world.entry(KEY).classification().failureClass()).isEqualTo(FailureClass.BUSINESS);
    minutes(20);

    assertThat(world.executions.started).containsExactly(FIRST, FIRST + "-r2");
    assertThat(world.row(KEY).status()).isEqualTo(OrderStatus.UNDO_REQUESTED);
  }

  @Test
  void anUndoThatFailsAgainAndAgainIsTriedAgainAndAgain() {
    givenUpWhileTheWarehouseHasIt();
    world.fails(FIRST + "-r1", KEY, "java.lang.NullPointerException", true);
    for (int replay = 2; replay < 8; replay++) {
      minutes(75);
      assertThat(world.executions.started).last().isEqualTo(FIRST + "-r" + replay);
      world.fails(FIRST + "-r" + replay, KEY, "java.lang.NullPointerException", true);
    }
  }

  @Test
  void anOrderThatNobodyGaveUpWaitsForAnOperator() {
    world.accept(KEY);
    world.fails(FIRST, KEY, "java.lang.NullPointerException", true);

    minutes(120);

    assertThat(world.executions.started).containsExactly(FIRST);
  }

  @Test
  void anUndoOfAParkedOrderThatIsBeingUndoneKeepsItsReasonAndGoesOn() {
    parked();
    assertThat(world.row(KEY).isBeingUndone()).isTrue();

    assertThat(world.undo(KEY).outcome()).isEqualTo(Kind.SENT);

    assertThat(world.row(KEY).status()).isEqualTo(OrderStatus.COMPENSATING);
    assertThat(world.row(KEY).undo().reason()).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"CONFIRMED", "REJECTED", "CANCELLED"})
  void whatHasEndedIsNotUndone(OrderStatus end) {
    world.accept(KEY);
    world.orders.store(Samples.moved(world.row(KEY), end, Samples.SENT, 1L, false));
    world.fails(FIRST, KEY, "EventBridge.Whatever", true);

    var refused = world.undo(KEY);

    assertThat(refused.outcome()).isEqualTo(Kind.REFUSED);
    assertThat(refused.detail()).contains("the order is " + end);
    assertThat(world.row(KEY).status()).isEqualTo(end);
    assertThat(world.entry(KEY).state()).isEqualTo(FailureState.OPEN);
  }

  @Test
  void whatSomebodyElseHasJustChangedIsNotDecided() {
    parked();
    world.failures.loseEveryRace();

    assertThat(world.discard(KEY).outcome()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void namesOfEarlierReplaysAreNotTakenForStarted() {
    parked();
    for (int replay = 1; replay <= 40; replay++) {
      world.executions.is(FIRST + "-r" + replay, Status.UNSUCCESSFUL, false, "States.Timeout");
    }
    world.failures.expire(FailureId.ofOrder(KEY)); // resolved by a mistake, a month ago
    world.clock.advance(Samples.TIME_TO_END.plusDays(31));
    world.sweep();

    var outcome = world.replay(KEY);

    assertThat(world.executions.started).hasSize(2);
    var name = world.executions.started.getLast();
    assertThat(outcome).isEqualTo(ReplayResult.sent("started " + name));
    assertThat(OrderKey.replayOfExecution(name)).isGreaterThan(40);
    assertThat(world.entry(KEY).origin()).endsWith(name);
  }

  @Test
  void whereNoNameIsFreeItSaysSo() {
    parked();
    world.executions.is(
        KEY.executionName(OrderKey.LAST_REPLAY), Status.UNSUCCESSFUL, false, "States.Timeout");
    world.failures.store(
        world.entry(KEY).movedTo("arn:x:" + KEY.executionName(OrderKey.LAST_REPLAY)));

    assertThat(world.replay(KEY))
        .isEqualTo(ReplayResult.refused("no name is free for another execution"));
    assertThat(world.entry(KEY).nextReplayAt()).isNull();
    assertThat(world.entry(KEY).classification().rule()).isEqualTo("replay-refused");
  }

  private void givenUpWhileTheWarehouseHasIt() {
    world.accept(KEY);
    world.move(KEY, OrderStatus.INVENTORY_RESERVED);
    world.move(KEY, OrderStatus.CHARGING);
    world.move(KEY, OrderStatus.PAYMENT_CHARGED);
    world.fails(FIRST, KEY, "java.lang.NullPointerException", true);
    world.executions.is(FIRST + "-r1", Status.RUNNING, false, "");
    assertThat(world.undo(KEY).detail()).startsWith("left alone");
  }

  private void minutes(int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      world.round();
    }
  }

  private void parked() {
    world.accept(KEY);
    world.move(KEY, OrderStatus.COMPENSATING);
    world.move(KEY, OrderStatus.PARKED);
    world.fails(FIRST, KEY, "Orderly.Parked", true);
  }

  private ReplayResult discard(Failure failure) {
    return world.deciding().discard(failure.id(), "why", EVE, new Counts());
  }

  private ReplayResult undo(Failure failure) {
    return world.deciding().undo(failure.id(), "why", EVE, new Counts());
  }

  private Failure message(FailureSource source, OrderKey order, String error, String payload) {
    var report =
        new FailureReport(
            FailureId.ofEvent(source.name(), error),
            "m-1",
            source,
            "https://queue",
            error,
            null,
            5,
            order,
            order.messageGroup(),
            payload,
            world.clock.instant());
    return world.failures.record(report, "test").failure();
  }
}
