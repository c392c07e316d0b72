package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.lambda.Counts;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Transition;
import com.example.orders.replayfailures.Executions.Status;
import com.example.orders.replayfailures.Replaying.Actor;
import com.example.orders.sweeporders.Sweeper;
import com.example.orders.testing.InMemoryFailures;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import com.example.orders.testing.SettableClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Orders, their executions, the inbox, the sweeper, the replays: all that can touch an order. */
final class World {
  static final Actor EVE = new Actor("arn:eve", null);
  private static final String WORKFLOW = "arn:aws:states:us-east-1:0:stateMachine:w";
  private static final Duration KEPT = Duration.ofDays(30);

  final SettableClock clock = new SettableClock(Samples.SENT);
  final InMemoryFailures failures = new InMemoryFailures();
  final InMemoryOrders orders = new InMemoryOrders();
  final InMemoryExecutions executions = new InMemoryExecutions();
  final Set<OrderKey> shipped = new HashSet<>();
  private final Counts counts = new Counts();
  private final Origin nowhere = (attempt, payload) -> Origin.Sent.back(attempt, "sent");
  private final Replaying replaying =
      new Replaying(
          failures,
          new Origins(
              nowhere, nowhere, nowhere, nowhere, new WorkflowOrigin(orders, executions, clock)),
          new Effects(
              failures, orders, key -> false, NotifyCustomer.of("arn:notify:live"), executions),
          Duration.ofMinutes(10),
          clock);
  private final Round round = new Round(failures, replaying, clock);
  private final Deciding deciding =
      new Deciding(
          failures, orders, new InMemoryDecisions(failures, orders), replaying, executions, clock);
  private final Sweeper sweeper = new Sweeper(orders, failures, WORKFLOW, clock);

  Deciding deciding() {
    return deciding;
  }

  Order row(OrderKey key) {
    return orders.find(key).orElseThrow();
  }

  Failure entry(OrderKey key) {
    return failures.find(FailureId.ofOrder(key)).orElseThrow();
  }

  /** As accept-orders takes it, also when its message comes again. */
  void accept(OrderKey key) {
    orders.put(Samples.accepted(key, Samples.line("MUG", 1)));
    var status = row(key).status();
    if (status == OrderStatus.ACCEPTED || status == OrderStatus.CANCEL_REQUESTED) {
      executions.start(key.executionName(), key);
    }
  }

  int sweep() {
    return sweeper.sweep();
  }

  void round() {
    round.run(() -> 20_000, counts);
  }

  ReplayResult replay(OrderKey key) {
    return replaying.replay(FailureId.ofOrder(key), EVE, counts);
  }

  ReplayResult discard(OrderKey key) {
    return deciding.discard(FailureId.ofOrder(key), "ordered by phone", EVE, counts);
  }

  ReplayResult undo(OrderKey key) {
    return deciding.undo(FailureId.ofOrder(key), "no longer to be had", EVE, counts);
  }

  /** What is settled goes when its time is over. */
  void month() {
    clock.advance(KEPT.plusDays(1));
    failures
        .all()
        .forEach(
            entry -> {
              switch (entry.state()) {
                case RESOLVED, DISCARDED -> failures.expire(entry.id());
                case OPEN, REPLAYING -> {}
              }
            });
  }

  void move(OrderKey key, OrderStatus to) {
    orders.transition(key, Transition.of(row(key).status(), to, clock.instant()));
  }

  /** The execution ends badly, and the event on its end is delivered or lost. */
  void fails(String name, OrderKey key, String error, boolean isDelivered) {
    executions.is(name, Status.UNSUCCESSFUL, false, error);
    if (isDelivered) {
      var arn = WORKFLOW.replace("stateMachine", "execution") + ":" + name;
      failures.record(
          new FailureReport(
              FailureId.ofOrder(key),
              arn + clock.instant(),
              FailureSource.WORKFLOW,
              arn,
              error,
              null,
              1,
              key,
              null,
              key.executionInput(),
              clock.instant()),
          "test");
    }
  }
}
