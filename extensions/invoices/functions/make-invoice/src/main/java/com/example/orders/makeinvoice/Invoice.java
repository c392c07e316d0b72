package com.example.orders.makeinvoice;

import com.example.orders.order.Address;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderId;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What is on an invoice. The same order makes the same invoice at any time.
 *
 * @param number the order's ID: there is one invoice an order
 * @param date of the confirmation, in UTC
 * @param to empty if the order has no address
 */
record Invoice(
    OrderId number, LocalDate date, Optional<Address> to, List<OrderLine> lines, Money total) {

  Invoice {
    lines = List.copyOf(lines);
  }

  /**
   * The invoice of a confirmed order.
   *
   * @throws IllegalStateException if the order has no total: it was never charged
   */
  static Invoice of(Order order) {
    var total = order.payment().total();
    if (total == null) {
      throw new IllegalStateException("A confirmed order has no total");
    }
    return new Invoice(
        order.key().orderId(),
        confirmed(order),
        Optional.ofNullable(order.details()).map(OrderDetails::shippingAddress),
        order.lines(),
        new Money(total, order.payment().currency()));
  }

  private static LocalDate confirmed(Order order) {
    return order.history().reversed().stream()
        .filter(change -> change.status() == OrderStatus.CONFIRMED)
        .map(StatusChange::at)
        .findFirst()
        .map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC))
        .orElseThrow(() -> new IllegalStateException("The history has no confirmation"));
  }

  /** Keeps the address out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "Invoice[" + number + "]";
  }
}
