package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.order.Order;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.Transition;
import com.example.orders.replayfailures.Executions.Execution;
import com.example.orders.replayfailures.Executions.Status;
import java.time.Clock;
import java.util.Optional;

/**
 * Lets an order's workflow go on. One that runs is left alone. A redrive keeps input and definition
 * and goes on from the step that failed; where it is not possible, and after the order was parked
 * or given up, a new execution goes through the steps again, and every one that is recorded in the
 * row does nothing.
 */
final class WorkflowOrigin implements Origin {
  private final Orders orders;
  private final Executions executions;
  private final NewestExecution newest;
  private final Clock clock;

  WorkflowOrigin(Orders orders, Executions executions, Clock clock) {
    this.orders = orders;
    this.executions = executions;
    this.newest = new NewestExecution(executions);
    this.clock = clock;
  }

  @Override
  public Sent send(Failure attempt, String payload) throws CannotReplayException {
    var key = attempt.order();
    if (key == null) {
      throw new CannotReplayException("the entry names no order");
    }
    var order =
        orders.find(key).orElseThrow(() -> new CannotReplayException("the order has no row"));
    if (order.failedAtIntake()) {
      throw new CannotReplayException("the order was never taken in: replay its message");
    }
    var last = newest.of(key, attempt);
    if (last.filter(execution -> execution.status() == Status.RUNNING).isPresent()) {
      return new Sent("left alone: " + last.get().name() + " is running", last.get().arn());
    }
    unpark(order);
    if (!wasMoved(order)
        && last.filter(Execution::goesOnWhenRedriven).isPresent()
        && executions.redrive(last.get(), attempt.attemptId())) {
      return new Sent("redrove " + last.get().name(), last.get().arn());
    }
    return start(key, last);
  }

  /** What a redriven execution remembers of the row would be older than the row. */
  private static boolean wasMoved(Order order) {
    var changes = order.history();
    return changes.subList(Math.max(0, changes.size() - 2), changes.size()).stream()
        .map(StatusChange::status)
        .anyMatch(past -> past == OrderStatus.PARKED || past == OrderStatus.UNDO_REQUESTED);
  }

  /** A retry finds the row unparked already, which is as good. */
  private void unpark(Order order) {
    if (order.resumesAt().isPresent()) {
      orders.transition(order.key(), Transition.resume(order, clock.instant()));
    }
  }

  /**
   * A missing one gets the first one's name: its message, delivered late, then starts no second.
   * Names stay taken for 90 days after an execution has ended (Step Functions API reference,
   * StartExecution), longer than an entry is kept; the next free one is found in ever longer steps.
   */
  private Sent start(OrderKey key, Optional<Execution> last) throws CannotReplayException {
    var first = last.map(ended -> OrderKey.replayOfExecution(ended.name()) + 1).orElse(0);
    for (int step = 0; first + step <= OrderKey.LAST_REPLAY; step = 2 * step + 1) {
      var name = key.executionName(first + step);
      var started = executions.start(name, key);
      if (started.isPresent()) {
        return new Sent("started " + name, started.get());
      }
    }
    throw new CannotReplayException("no name is free for another execution");
  }
}
