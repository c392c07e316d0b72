package com.example.orders.load;

import static com.example.orders.load.Deployment.EXPRESS_INTAKE;
import static com.example.orders.load.Deployment.INTAKE;
import static com.example.orders.load.Deployment.ORDERS;
import static com.example.orders.load.Deployment.WAREHOUSE;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An order's whole way under load, on virtual time: the door, the queue and its consumers, the
 * workflow's tasks and retries, the warehouse, the notification. Rates, bursts, consumers, batches,
 * retries and ages are the template's; quotas are AWS's. What fails for good is replayed from the
 * failures inbox after a minute, and after twice as long each further time.
 */
public final class Simulation {
  private static final double REPLAY = 60;

  /** Where there is an express lane, one order in so many is of its customers. */
  private static final int EXPRESS_EVERY = 20;

  private final Agenda agenda = new Agenda();
  private final Random random = new Random(42);
  private final Traffic traffic;
  private final Times times;
  private final List<OrderPath.State> states;
  private final Environments environments;
  private final TokenBucket door;
  private final TokenBucket starts;
  private final TokenBucket transitions;
  private final Consumers orders;
  private final @Nullable Consumers express;
  private final Consumers shipments;
  private final Notifications notifications;
  private final List<Double> toRow = new ArrayList<>();
  private final List<Double> expressToRow = new ArrayList<>();
  private final List<Double> toEnd = new ArrayList<>();
  private int letIn;
  private int refused;
  private int repairs;
  private int buried;
  private double lastOfTheSurge;

  /** An order that was let in. */
  private final class Order implements Consumers.Message {
    private final double letInAt = agenda.now();
    private final boolean isExpress;
    private int replays;

    private Order(boolean isExpress) {
      this.isExpress = isExpress;
    }

    /** accept-orders: the row, and the start of the workflow. */
    @Override
    public boolean isDone() {
      if (!starts.take()) {
        return false;
      }
      (isExpress ? expressToRow : toRow).add(agenda.now() - letInAt);
      enter(0, 0);
      return true;
    }

    @Override
    public void bury() {
      buried++;
      agenda.in(REPLAY, () -> orders.send(this));
    }

    private void enter(int index, int attempt) {
      if (!transitions.take()) {
        agenda.in(1, () -> enter(index, attempt));
        return;
      }
      var state = states.get(index);
      if (state.invokes()) {
        environments.invoke(
            state.functionName(),
            times.of(state.functionName()),
            () -> leave(index),
            () -> retry(state.retries(), index, attempt + 1));
      } else if (state.waitsForAnswer()) {
        shipments.send(
            new Consumers.Message() {
              @Override
              public boolean isDone() {
                leave(index);
                return true;
              }

              @Override
              public void bury() {
                throw new IllegalStateException("an answer was given");
              }
            });
      } else {
        agenda.in(times.call(), () -> leave(index));
      }
    }

    private void leave(int index) {
      if (index + 1 < states.size()) {
        enter(index + 1, 0);
        return;
      }
      toEnd.add(agenda.now() - letInAt);
      lastOfTheSurge = letInAt <= traffic.surgeSeconds() ? agenda.now() : lastOfTheSurge;
      notifications.put();
    }

    private void retry(OrderPath.Retries retries, int index, int attempt) {
      if (attempt <= retries.attempts()) {
        agenda.in(retries.delay(attempt, random.nextDouble()), () -> enter(index, attempt));
      } else {
        repairs++;
        agenda.in(REPLAY * Math.pow(2, replays++), () -> enter(0, 0));
      }
    }
  }

  public Simulation(Deployment stack, AwsAccount account, Traffic traffic, Times times) {
    this.traffic = traffic;
    this.times = times;
    states = stack.workflow().states();
    environments = new Environments(agenda, Quota.LAMBDA_CONCURRENCY.in(account), stack.reserved());
    door = new TokenBucket(agenda, stack.rate(ORDERS), stack.burst(ORDERS));
    starts = new TokenBucket(agenda, Quota.STARTS.in(account), Quota.STARTS_AT_ONCE.in(account));
    transitions =
        new TokenBucket(agenda, Quota.TRANSITIONS.in(account), Quota.TRANSITIONS.in(account));
    orders = new Consumers(agenda, environments, stack, INTAKE, times);
    express =
        stack.has(EXPRESS_INTAKE)
            ? new Consumers(agenda, environments, stack, EXPRESS_INTAKE, times)
            : null;
    shipments = new Consumers(agenda, environments, stack, WAREHOUSE, times);
    notifications = new Notifications(agenda, environments, stack, times);
  }

  /** The same with a notifier that fails until then, in seconds. */
  public Simulation withFailingNotifierUntil(double time) {
    notifications.failUntil(time);
    return this;
  }

  public Outcome run() {
    for (var order = 0; order < traffic.surgeOrders(); order++) {
      agenda.in(traffic.surgeTime(order), this::arrive);
    }
    for (var order = 0; order < traffic.usualOrders(); order++) {
      agenda.in(traffic.usualTime(order), this::arrive);
    }
    agenda.run();
    return new Outcome(
        traffic.surgeOrders() + traffic.usualOrders(),
        letIn,
        refused,
        toEnd.size(),
        notifications.sent(),
        orders.peak(),
        orders.emptied(),
        toRow.stream().mapToDouble(Double::doubleValue).toArray(),
        expressToRow.stream().mapToDouble(Double::doubleValue).toArray(),
        toEnd.stream().mapToDouble(Double::doubleValue).toArray(),
        lastOfTheSurge - traffic.surgeSeconds(),
        repairs,
        buried,
        notifications.late(),
        environments.invocations(),
        environments.throttles());
  }

  private void arrive() {
    if (door.take()) {
      letIn++;
      if (express != null && letIn % EXPRESS_EVERY == 0) {
        express.send(new Order(true));
      } else {
        orders.send(new Order(false));
      }
    } else {
      refused++;
    }
  }
}
