package com.example.orders.replayfailures;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureState;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Overdue;
import com.example.orders.replayfailures.Executions.Status;
import com.example.orders.replayfailures.ReplayResult.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever operators, the sweeper, the schedule and the workflows do in whatever order, row, inbox
 * and sweeper agree, and what an operator has decided stays decided.
 */
class DecisionsHoldTest {
  private static final Instant ALWAYS = Instant.parse("2100-01-01T00:00:00Z");
  private static final int SEQUENCES = 150;
  private static final int STEPS = 80;
  private static final List<OrderKey> ORDERS =
      Stream.of("a1", "b2", "c3")
          .map(end -> OrderKey.of("acme", "0199c0de-0000-7000-8000-0000000000" + end))
          .toList();

  private World world = new World();
  private Random random = new Random(0);
  private final Map<OrderKey, Order> discarded = new HashMap<>();
  private final Set<OrderKey> undone = new HashSet<>();

  /** Executions that wait for the warehouse: what happens to the row meanwhile they do not see. */
  private final Set<String> waiting = new HashSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void rowInboxAndSweeperAgreeAfterEachOfManySteps(long seed) {
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      world = new World();
      random = new Random(1_000 * seed + sequence);
      discarded.clear();
      undone.clear();
      waiting.clear();
      ORDERS.forEach(world::accept);
      for (int step = 0; step < STEPS; step++) {
        var done = step();
        check("seed %d, sequence %d, step %d: %s".formatted(seed, sequence, step, done));
      }
      heal();
      check("seed %d, sequence %d, healed".formatted(seed, sequence));
      assertThat(ORDERS)
          .as("seed %d, sequence %d", seed, sequence)
          .allMatch(key -> world.row(key).status().isTerminal() || discarded.containsKey(key));
      assertThat(world.failures.all())
          .as("seed %d, sequence %d", seed, sequence)
          .allMatch(entry -> isSettled(entry.state()));
    }
  }

  private String step() {
    var key = ORDERS.get(random.nextInt(ORDERS.size()));
    var entry = world.failures.find(FailureId.ofOrder(key));
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> works(key);
      case 4 -> world.sweep();
      case 5, 6 -> world.round();
      case 7 -> entry.ifPresent(_ -> starts(() -> world.replay(key)));
      case 8 -> entry.ifPresent(_ -> discard(key));
      case 9 -> entry.ifPresent(_ -> undo(key));
      case 10 -> cancel(key);
      case 11 -> world.accept(key);
      case 12 -> world.clock.advance(Duration.ofMinutes(1 + random.nextInt(90)));
      default -> {
        if (random.nextInt(4) == 0) {
          world.month();
        }
      }
    }
    return key + " is " + world.row(key).status();
  }

  private void discard(OrderKey key) {
    if (world.discard(key).outcome() == Kind.DISCARDED && !world.row(key).status().isTerminal()) {
      discarded.put(key, world.row(key));
    }
  }

  private void undo(OrderKey key) {
    if (starts(() -> world.undo(key)).outcome() == Kind.SENT) {
      undone.add(key);
    }
  }

  /** What says that it has started an execution has started one, under a name of its own. */
  private ReplayResult starts(java.util.function.Supplier<ReplayResult> work) {
    var before = world.executions.started.size();
    var outcome = work.get();
    if (outcome.outcome() == Kind.SENT && outcome.detail().startsWith("started")) {
      assertThat(world.executions.started).hasSize(before + 1);
      assertThat(outcome.detail()).endsWith(world.executions.started.getLast());
    }
    return outcome;
  }

  private void cancel(OrderKey key) {
    if (world.row(key).status().canBecome(OrderStatus.CANCEL_REQUESTED)
        && world.row(key).status() != OrderStatus.PARKED) {
      world.move(key, OrderStatus.CANCEL_REQUESTED);
    }
  }

  /** One step of the order's execution, as the workflow would take it, or its end. */
  private void works(OrderKey key) {
    var running = running(key);
    if (running.isEmpty()) {
      return;
    }
    var name = running.get();
    var status = world.row(key).status();
    var fails = random.nextInt(4) == 0;
    if (fails || (status == OrderStatus.PARKED && !waiting.contains(name))) {
      waiting.remove(name);
      if (status == OrderStatus.COMPENSATING || status == OrderStatus.UNDO_REQUESTED) {
        world.move(key, OrderStatus.PARKED);
      }
      var errors =
          List.of("Orderly.WaitsForRepair", "States.Timeout", "java.lang.NullPointerException");
      world.fails(name, key, errors.get(random.nextInt(3)), random.nextInt(3) > 0);
    } else {
      goesOn(key, name, status);
    }
  }

  private void goesOn(OrderKey key, String name, OrderStatus status) {
    if (waiting.remove(name)) {
      hears(key, name, status);
      return;
    }
    switch (status) {
      case ACCEPTED -> world.move(key, OrderStatus.INVENTORY_RESERVED);
      case INVENTORY_RESERVED -> world.move(key, OrderStatus.CHARGING);
      case CHARGING -> world.move(key, OrderStatus.PAYMENT_CHARGED);
      case PAYMENT_CHARGED -> waiting.add(name);
      case UNDO_REQUESTED ->
          world.move(
              key,
              world.shipped.contains(key) ? OrderStatus.PAYMENT_CHARGED : OrderStatus.COMPENSATING);
      case CANCEL_REQUESTED -> world.move(key, OrderStatus.COMPENSATING);
      case COMPENSATING -> world.move(key, world.row(key).closing().status());
      case CONFIRMED, REJECTED, CANCELLED -> world.executions.is(name, Status.SUCCEEDED, false, "");
      case PARKED -> throw new AssertionError("handled before");
    }
  }

  /** The warehouse's answer; both writes that may follow it want the row as it was charged. */
  private void hears(OrderKey key, String name, OrderStatus status) {
    var ships = world.shipped.contains(key) || random.nextInt(4) > 0;
    if (ships) {
      world.shipped.add(key);
    }
    if (status == OrderStatus.PAYMENT_CHARGED) {
      world.move(key, ships ? OrderStatus.CONFIRMED : OrderStatus.COMPENSATING);
    } else if (ships) {
      world.fails(name, key, "DynamoDB.ConditionalCheckFailedException", true);
    } else {
      world.move(key, OrderStatus.PARKED);
      world.fails(name, key, "Orderly.Parked", true);
    }
  }

  private Optional<String> running(OrderKey key) {
    return world.executions.byName.values().stream()
        .filter(execution -> execution.status() == Status.RUNNING)
        .map(Executions.Execution::name)
        .filter(name -> name.startsWith(key.executionName()))
        .findAny();
  }

  /** Nothing fails any more; operators replay what waits for them, and no undo waits for them. */
  private void heal() {
    for (int minute = 0; minute < 600; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      for (var key : ORDERS) {
        for (var running = running(key); running.isPresent(); running = running(key)) {
          if (world.row(key).status() == OrderStatus.PARKED && !waiting.contains(running.get())) {
            world.fails(running.get(), key, "Orderly.Parked", true);
          } else {
            goesOn(key, running.get(), world.row(key).status());
          }
        }
      }
      world.sweep();
      world.round();
      waitForOperators().forEach(world::replay);
    }
  }

  private List<OrderKey> waitForOperators() {
    return world.failures.all().stream()
        .filter(entry -> entry.state() == FailureState.OPEN)
        .filter(entry -> entry.classification().failureClass() != FailureClass.TRANSIENT)
        .map(Failure::order)
        .filter(key -> !world.row(key).isGivenUp())
        .toList();
  }

  private void check(String when) {
    var seen =
        Stream.concat(world.orders.overdue(ALWAYS), world.orders.watched(ALWAYS))
            .map(Overdue::key)
            .collect(Collectors.toSet());
    for (var key : ORDERS) {
      var row = world.row(key);
      var isOver = row.status().isTerminal();
      assertThat(row.isDiscarded()).as(when).isEqualTo(discarded.containsKey(key));
      if (row.isDiscarded()) {
        assertThat(row).as(when).isEqualTo(discarded.get(key));
      }
      assertThat(seen.contains(key))
          .as("%s: the sweeper sees it", when)
          .isEqualTo(!isOver && !row.isDiscarded());
      if (undone.contains(key) && !row.isDiscarded()) {
        assertThat(row.isBeingUndone() || isOver || world.shipped.contains(key)).as(when).isTrue();
        assertThat(row.status() == OrderStatus.CONFIRMED)
            .as(when)
            .isEqualTo(isOver && world.shipped.contains(key));
      }
      world.failures.find(FailureId.ofOrder(key)).ifPresent(entry -> check(when, entry, row));
    }
    assertThat(world.executions.started).as(when).doesNotHaveDuplicates();
  }

  private static void check(String when, Failure entry, Order row) {
    switch (entry.state()) {
      case RESOLVED -> assertThat(row.status().isTerminal()).as(when).isTrue();
      case DISCARDED ->
          assertThat(row.status().isTerminal() || row.isDiscarded()).as(when).isTrue();
      case OPEN, REPLAYING -> {}
    }
  }

  private static boolean isSettled(FailureState state) {
    return state == FailureState.RESOLVED || state == FailureState.DISCARDED;
  }
}
