package com.example.orders.testing;

import com.example.orders.order.Address;
import com.example.orders.order.Order;
import com.example.orders.order.Order.Conflicts;
import com.example.orders.order.Order.Intake;
import com.example.orders.order.Order.Payment;
import com.example.orders.order.Order.Progress;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.Order.Undo;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Sku;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders for tests: enough to be real, short enough to read. */
public final class Samples {
  public static final Instant SENT = Instant.parse("2026-11-21T03:15:00.123Z");
  public static final OrderKey KEY = OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");

  /** After which an order is overdue. */
  public static final Duration TIME_TO_END = Duration.ofMinutes(30);

  private Samples() {}

  public static OrderLine line(String sku, int quantity) {
    return new OrderLine(new Sku(sku), quantity);
  }

  /** An order of EUR, just accepted. */
  public static Order accepted(OrderLine... lines) {
    return accepted(KEY, lines);
  }

  public static Order accepted(OrderKey key, OrderLine... lines) {
    return new Order(
        key,
        new Intake(SENT, "hash-1", Conflicts.NONE, false),
        List.of(lines),
        OrderDetails.to(new Address("Ada Secret", "1 Main Street", "Berlin", "10115", "DE")),
        new Payment("EUR", "tok_visa", null, null),
        new Progress(
            OrderStatus.ACCEPTED,
            1,
            SENT.plus(TIME_TO_END),
            List.of(new StatusChange(OrderStatus.ACCEPTED, SENT))),
        Undo.NONE);
  }

  /** A test order of its one product, just accepted. */
  public static Order test() {
    var meant = accepted(line(Sku.TEST_PARCEL, 1));
    return new Order(
        meant.key(),
        new Intake(SENT, "hash-1", Conflicts.NONE, true),
        meant.lines(),
        meant.details(),
        meant.payment(),
        meant.progress(),
        meant.undo());
  }

  /** The same order one step further, holding stock or not. */
  public static Order moved(
      Order old, OrderStatus status, Instant at, @Nullable Long total, boolean stockHeld) {
    var history = new ArrayList<>(old.history());
    if (status != old.status()) {
      history.add(new StatusChange(status, at));
    }
    var payment = old.payment();
    return new Order(
        old.key(),
        old.intake(),
        old.lines(),
        old.details(),
        new Payment(payment.currency(), payment.token(), total, payment.id()),
        new Progress(status, history.size(), old.progress().deadline(), history),
        new Undo(old.undo().reason(), old.undo().reasonDetail(), stockHeld));
  }
}
