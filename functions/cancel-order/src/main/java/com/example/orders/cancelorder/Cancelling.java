package com.example.orders.cancelorder;

import static com.example.orders.order.OrderStatus.ACCEPTED;
import static com.example.orders.order.OrderStatus.CANCEL_REQUESTED;
import static com.example.orders.order.OrderStatus.INVENTORY_RESERVED;

import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.NotMoved;
import com.example.orders.order.Orders.Transition;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;

/**
 * One condition decides: the charge claims the order by the same kind of write, so exactly one of
 * the two wins. The workflow is not notified; it finds out at its next step.
 */
final class Cancelling {
  private static final Set<OrderStatus> OPEN = EnumSet.of(ACCEPTED, INVENTORY_RESERVED);

  private final Orders orders;
  private final Clock clock;

  Cancelling(Orders orders, Clock clock) {
    this.orders = orders;
    this.clock = clock;
  }

  /** What became of the request to cancel. */
  sealed interface CancelResult {}

  /** The order is being cancelled, or has been: by this request, or by one before it. */
  record Cancelled(OrderStatus now) implements CancelResult {}

  /** The order goes its way. */
  record TooLate(OrderStatus now) implements CancelResult {}

  /** The customer has no such order, or not yet. */
  record NoSuchOrder() implements CancelResult {}

  CancelResult cancel(OrderKey key) {
    return switch (leave(ACCEPTED, key)) {
      case TooLate(var now) when OPEN.contains(now) -> leave(now, key);
      case CancelResult outcome -> outcome;
    };
  }

  private CancelResult leave(OrderStatus from, OrderKey key) {
    var transition = Transition.of(from, CANCEL_REQUESTED, clock.instant());
    return switch (orders.transition(key, transition)) {
      case MovedTo(var order) -> new Cancelled(order.status());
      case NotMoved(var row) -> row.map(Cancelling::judge).orElseGet(NoSuchOrder::new);
    };
  }

  /**
   * The history tells: also when an answer was lost and this is the second try of one request. An
   * order that an operator has discarded is never cancelled, whatever was asked before.
   */
  private static CancelResult judge(Order row) {
    return row.versionAt(CANCEL_REQUESTED).isPresent() && !row.isDiscarded()
        ? new Cancelled(row.status())
        : new TooLate(row.status());
  }
}
