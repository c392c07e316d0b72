package com.example.orders.chargepayment;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.CancelRequestedException;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderExpiredException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.NotMoved;
import com.example.orders.order.Orders.Transition;
import com.example.orders.order.UndoRequestedException;
import com.example.orders.payment.ChargeResult.Charged;
import com.example.orders.payment.ChargeResult.Declined;
import com.example.orders.payment.ChargeResult.Voided;
import com.example.orders.payment.PaymentDeclinedException;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentPausedException;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.TestOrderGateway;
import java.time.Clock;
import java.util.Optional;

/**
 * Claims the order, charges it, writes that down. While the provider is left alone it claims
 * nothing, so that the customer can still cancel; a test order waits like any other, though no
 * provider is asked about it. Each of the three steps finds its own earlier run, so a crash after
 * any of them heals on retry with one charge.
 */
final class Charging {
  private final Orders orders;
  private final PaymentGateway gateway;
  private final PaymentGateway testOrders;
  private final Clock clock;

  Charging(Orders orders, PaymentGateway gateway, Clock clock) {
    this.orders = requireNonNull(orders);
    this.gateway = requireNonNull(gateway);
    this.testOrders = new TestOrderGateway(clock);
    this.clock = requireNonNull(clock);
  }

  /** From the claim on the customer can no longer cancel: exactly one of the two wins. */
  PaymentCharged charge(OrderKey key) {
    if (!gateway.takesCalls()) {
      return whatIsDecided(key);
    }
    var claim = move(OrderStatus.INVENTORY_RESERVED, OrderStatus.CHARGING);
    return switch (orders.transition(key, claim)) {
      case MovedTo(var order) -> take(order);
      case NotMoved(var current) when is(current, OrderStatus.CHARGING) -> take(current.get());
      case NotMoved(var current) -> alreadyCharged(key, current);
    };
  }

  /** The answer to an order that needs no call any more; all others wait. */
  private PaymentCharged whatIsDecided(OrderKey key) {
    var current = orders.find(key);
    if (is(current, OrderStatus.INVENTORY_RESERVED) || is(current, OrderStatus.CHARGING)) {
      refuseExpired(current.get());
      throw new PaymentPausedException();
    }
    return alreadyCharged(key, current);
  }

  /** The charge of an expired order may have been taken: the undo voids it by its key. */
  private void refuseExpired(Order order) {
    if (order.isExpired(clock.instant())) {
      throw new OrderExpiredException(order.key());
    }
  }

  private PaymentCharged take(Order order) {
    refuseExpired(order);
    var key = order.key();
    var amount =
        new Money(requireNonNull(order.payment().total(), "total"), order.payment().currency());
    var token = new PaymentToken(requireNonNull(order.payment().token(), "paymentToken"));
    var taker = order.isTest() ? testOrders : gateway;
    return switch (taker.charge(PaymentKey.of(key), amount, token)) {
      case Charged charged -> record(key, charged);
      case Declined(var reason) -> throw new PaymentDeclinedException(reason);
      case Voided() -> throw closed(key, orders.find(key));
    };
  }

  /** If the undo's fence came in between, it will void this very payment. */
  private PaymentCharged record(OrderKey key, Charged charged) {
    var done =
        move(OrderStatus.CHARGING, OrderStatus.PAYMENT_CHARGED)
            .withPaymentId(charged.paymentId().value());
    return switch (orders.transition(key, done)) {
      case MovedTo(var order) -> charged(order, order.version());
      case NotMoved(var current) -> alreadyCharged(key, current);
    };
  }

  private static PaymentCharged alreadyCharged(OrderKey key, Optional<Order> current) {
    var order = current.orElseThrow(() -> closed(key, current));
    return switch (order.status()) {
      case PAYMENT_CHARGED -> charged(order, order.version());
      case CONFIRMED -> charged(order, order.version() - 1);
      case CANCEL_REQUESTED -> throw new CancelRequestedException(key);
      case UNDO_REQUESTED -> throw new UndoRequestedException(order);
      case ACCEPTED, INVENTORY_RESERVED, CHARGING, COMPENSATING, REJECTED, CANCELLED, PARKED ->
          throw closed(key, current);
    };
  }

  private static PaymentCharged charged(Order order, int version) {
    return new PaymentCharged(requireNonNull(order.payment().id(), "paymentId"), version);
  }

  private static boolean is(Optional<Order> order, OrderStatus status) {
    return order.filter(found -> found.status() == status).isPresent();
  }

  private static OrderClosedException closed(OrderKey key, Optional<Order> order) {
    return new OrderClosedException(key, order.map(Order::status).orElse(null));
  }

  private Transition move(OrderStatus from, OrderStatus to) {
    return Transition.of(from, to, clock.instant());
  }
}
