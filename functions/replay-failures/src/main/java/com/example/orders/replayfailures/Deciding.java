package com.example.orders.replayfailures;

import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.order.Order;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.Transition;
import com.example.orders.replayfailures.Executions.Execution;
import com.example.orders.replayfailures.Executions.Status;
import com.example.orders.replayfailures.Replaying.Actor;
import java.time.Clock;
import java.util.Optional;

/**
 * An operator's last word on an order. Entry and row change together, so neither ever says what the
 * other does not; the row keeps the decision when the entry has expired.
 */
final class Deciding {
  private static final ReplayResult RESOLVED = ReplayResult.refused("the entry is RESOLVED");

  private final Failures failures;
  private final Orders orders;
  private final Decisions decisions;
  private final Replaying replaying;
  private final NewestExecution newest;
  private final Clock clock;

  Deciding(
      Failures failures,
      Orders orders,
      Decisions decisions,
      Replaying replaying,
      Executions executions,
      Clock clock) {
    this.failures = failures;
    this.orders = orders;
    this.decisions = decisions;
    this.replaying = replaying;
    this.newest = new NewestExecution(executions);
    this.clock = clock;
  }

  /** Nothing more is done about the entry, and if it is about a whole order, about the order. */
  ReplayResult discard(FailureId id, String reason, Actor actor, Counts counts) {
    return replaying
        .ifOpen(id, actor, counts, open -> discard(open, reason, actor))
        .orElse(RESOLVED);
  }

  private ReplayResult discard(Failure open, String reason, Actor actor) {
    var order = order(open).filter(row -> !row.status().isTerminal() && !row.isDiscarded());
    var running = order.flatMap(row -> running(row, open));
    if (running.isPresent()) {
      return ReplayResult.refused(running.get().name() + " is running: wait for its end");
    }
    var after = open.discard();
    var audit = replaying.audit(actor, Action.DISCARD, after.state().name(), reason);
    var isDone =
        order
            .map(row -> Transition.discard(row, reason, clock.instant()))
            .map(move -> decisions.take(open, after, audit, order.get().key(), move))
            .orElseGet(() -> failures.replace(open, after, audit));
    return isDone ? ReplayResult.discarded() : Replaying.CHANGED;
  }

  /** Has the order undone: its workflow asks the warehouse, gives money and stock back, tells. */
  ReplayResult undo(FailureId id, String reason, Actor actor, Counts counts) {
    return replaying
        .ifOpen(id, actor, counts, open -> undo(open, reason, actor, counts))
        .orElse(RESOLVED);
  }

  private ReplayResult undo(Failure open, String reason, Actor actor, Counts counts) {
    var order = open.source() == FailureSource.WORKFLOW ? order(open) : Optional.<Order>empty();
    var objection = objection(open, order);
    if (objection.isPresent()) {
      return ReplayResult.refused(objection.get());
    }
    var row = order.orElseThrow();
    var claimed = open.undo(clock.instant(), replaying.lease());
    var audit = replaying.audit(actor, Action.UNDO, claimed.state().name(), reason);
    var isDone =
        row.isBeingUndone()
            ? failures.replace(open, claimed, audit)
            : decisions.take(
                open, claimed, audit, row.key(), Transition.undo(row, reason, clock.instant()));
    return isDone ? replaying.send(claimed, actor, counts) : Replaying.CHANGED;
  }

  private static Optional<String> objection(Failure open, Optional<Order> order) {
    if (open.source() != FailureSource.WORKFLOW) {
      return Optional.of(
          "the entry is about a message; an order is undone by its workflow's entry");
    }
    if (order.isEmpty()) {
      return Optional.of("the order has no row");
    }
    var row = order.get();
    return switch (row.status()) {
      case CONFIRMED ->
          Optional.of("the order is CONFIRMED: its goods have left, there is nothing to undo");
      case REJECTED, CANCELLED -> Optional.of("the order is " + row.status() + ": it is undone");
      default ->
          row.failedAtIntake()
              ? Optional.of("the order was never taken in: discard its message")
              : row.canBeUndone() || row.isBeingUndone()
                  ? Optional.empty()
                  : Optional.of("an operator has discarded the order");
    };
  }

  /** The order that the entry decides about; the other entries are about one message of it. */
  private Optional<Order> order(Failure failure) {
    return switch (failure.source()) {
      case WORKFLOW, ORDERS_QUEUE -> Optional.ofNullable(failure.order()).flatMap(orders::find);
      case SHIPMENT_QUEUE, ASYNC_INVOKE, EVENT_TARGET -> Optional.empty();
    };
  }

  private Optional<Execution> running(Order row, Failure open) {
    var entry = failures.find(FailureId.ofOrder(row.key())).orElse(open);
    return newest.of(row.key(), entry).filter(execution -> execution.status() == Status.RUNNING);
  }
}
