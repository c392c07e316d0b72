package com.example.orders.testing;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.Order;
import com.example.orders.order.Order.Payment;
import com.example.orders.order.Order.Progress;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.Order.Undo;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps orders as the table does; a call can be made to fail before or after it takes effect. */
public final class InMemoryOrders implements Orders {
  private static final int LOOKS = 100;

  private final Map<OrderKey, Order> rows = new HashMap<>();
  private final Map<OrderKey, Instant> watched = new HashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();

  /** When a fault strikes. After the effect, the caller cannot know that there was one. */
  public enum Fault {
    NONE,
    BEFORE_THE_EFFECT,
    AFTER_THE_EFFECT
  }

  /** The next writes fail in this way, one after the other; later ones do not. */
  public void failNextWrites(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Puts a row as it is, over any that is there. */
  public void store(Order order) {
    rows.put(order.key(), order);
  }

  @Override
  public Stream<Overdue> overdue(Instant at) {
    return open(
        at, order -> !watched.containsKey(order.key()), order -> order.progress().deadline());
  }

  @Override
  public Stream<Overdue> watched(Instant before) {
    return open(
            before, order -> watched.containsKey(order.key()), order -> watched.get(order.key()))
        .limit(LOOKS);
  }

  @Override
  public void watch(Overdue order, Instant now) {
    watched.put(order.key(), now);
  }

  private Stream<Overdue> open(
      Instant before,
      Predicate<Order> which,
      Function<Order, ? extends @Nullable Instant> deadline) {
    return List.copyOf(rows.values()).stream()
        .filter(order -> !order.status().isTerminal() && order.progress().deadline() != null)
        .filter(which)
        .map(order -> new Overdue(order.key(), requireNonNull(deadline.apply(order))))
        .filter(order -> order.deadline().isBefore(before))
        .sorted(Comparator.comparing(Overdue::deadline));
  }

  /** Memory is quick enough for any limit. */
  @Override
  public Orders within(Duration callTimeout) {
    return this;
  }

  @Override
  public Placed put(Order order) {
    return write(
        () -> {
          var standing = rows.putIfAbsent(order.key(), order);
          return standing == null ? new Stored() : new Existing(standing);
        });
  }

  @Override
  public Placed replace(Order seen, Order next) {
    return write(
        () -> {
          var standing = find(seen.key()).orElseThrow();
          if (standing.status() != seen.status() || standing.version() != seen.version()) {
            return new Existing(standing);
          }
          store(next);
          return new Stored();
        });
  }

  @Override
  public Optional<Order> find(OrderKey key) {
    return Optional.ofNullable(rows.get(key));
  }

  @Override
  public Moved transition(OrderKey key, Transition transition) {
    return write(
        () -> {
          var current = find(key);
          if (current.filter(order -> leaves(transition, order)).isEmpty()) {
            return new NotMoved(current);
          }
          var moved = moved(current.get(), transition);
          rows.put(key, moved);
          return new MovedTo(moved);
        });
  }

  @Override
  public boolean recordConflict(Order seen, Order.Conflict conflict) {
    return write(
        () -> {
          var current =
              find(seen.key()).filter(order -> !order.intake().conflicts().hold(conflict));
          current.ifPresent(order -> store(with(order, conflict)));
          return current.isPresent();
        });
  }

  private <R> R write(Supplier<R> effect) {
    var fault = faults.isEmpty() ? Fault.NONE : faults.remove();
    if (fault == Fault.BEFORE_THE_EFFECT) {
      throw new IllegalStateException("The call did not arrive");
    }
    var result = effect.get();
    if (fault == Fault.AFTER_THE_EFFECT) {
      throw new IllegalStateException("The answer was lost");
    }
    return result;
  }

  private static boolean leaves(Transition transition, Order order) {
    var version = transition.version();
    return order.status() == transition.from() && (version == null || version == order.version());
  }

  private static Order moved(Order order, Transition transition) {
    var history = new ArrayList<>(order.history());
    history.add(new StatusChange(transition.to(), transition.at()));
    var deadline = transition.isDiscard() ? null : order.progress().deadline();
    var why = transition.givenUpFor();
    var undo = order.undo();
    return new Order(
        order.key(),
        order.intake(),
        order.lines(),
        order.details(),
        paid(order.payment(), transition.paymentId()),
        new Progress(transition.to(), order.version() + 1, deadline, history),
        why == null ? undo : new Undo(transition.givenUpReason(), why, undo.stockHeld()));
  }

  private static Payment paid(Payment payment, @Nullable String id) {
    return id == null ? payment : new Payment(payment.currency(), null, payment.total(), id);
  }

  private static Order with(Order order, Order.Conflict conflict) {
    return new Order(
        order.key(),
        order.intake().with(conflict),
        order.lines(),
        order.details(),
        order.payment(),
        order.progress(),
        order.undo());
  }
}
