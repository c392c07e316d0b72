package com.example.orders.reserveinventory;

import com.example.orders.inventory.Inventory;
import com.example.orders.inventory.Inventory.OrderMoved;
import com.example.orders.inventory.Inventory.OutOfStock;
import com.example.orders.inventory.Inventory.PriceChanged;
import com.example.orders.inventory.Inventory.Reserved;
import com.example.orders.inventory.OutOfStockException;
import com.example.orders.inventory.Reservation;
import com.example.orders.order.CancelRequestedException;
import com.example.orders.order.Order;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.UndoRequestedException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prices an order by our catalogue and takes its stock, once, whatever is lost on the way. */
final class Reserving {
  private static final int ATTEMPTS = 4;

  private final Orders orders;
  private final Inventory inventory;
  private final Clock clock;

  Reserving(Orders orders, Inventory inventory, Clock clock) {
    this.orders = orders;
    this.inventory = inventory;
    this.clock = clock;
  }

  /** Starts again from what is stored when the order or a price moved under its hands. */
  InventoryReserved reserve(OrderKey key) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var order = orders.find(key).orElseThrow(() -> new OrderClosedException(key, null));
      var reserved =
          switch (order.status()) {
            case ACCEPTED -> take(order);
            case INVENTORY_RESERVED, CHARGING, PAYMENT_CHARGED, CONFIRMED ->
                Optional.of(recorded(order));
            case UNDO_REQUESTED -> Optional.of(givenUp(order));
            case CANCEL_REQUESTED -> throw new CancelRequestedException(key);
            case COMPENSATING, PARKED, REJECTED, CANCELLED ->
                throw new OrderClosedException(key, order.status());
          };
      if (reserved.isPresent()) {
        return reserved.get();
      }
    }
    throw new IllegalStateException("Order or prices moved " + ATTEMPTS + " times; retry later");
  }

  private Optional<InventoryReserved> take(Order order) {
    var skus = order.lines().stream().map(OrderLine::sku).collect(Collectors.toSet());
    var reservation =
        Reservation.of(order.lines(), order.payment().currency(), inventory.products(skus));
    return switch (inventory.reserve(order.key(), reservation, clock.instant())) {
      case Reserved() ->
          Optional.of(
              InventoryReserved.of(order, reservation.total().minorUnits(), order.version() + 1));
      case OutOfStock(var sku) -> throw new OutOfStockException(sku);
      case OrderMoved(), PriceChanged(_) -> Optional.empty();
    };
  }

  /**
   * Whatever was reserved is answered: the goods may be on their way, and so the way is forward.
   */
  private static InventoryReserved givenUp(Order order) {
    if (order.payment().total() == null) {
      throw new UndoRequestedException(order);
    }
    return recorded(order);
  }

  /** The answer that was lost: what the row says, not what the catalogue says by now. */
  private static InventoryReserved recorded(Order order) {
    return InventoryReserved.of(
        order,
        Objects.requireNonNull(order.payment().total(), "a reserved order has a total"),
        order.versionAt(OrderStatus.INVENTORY_RESERVED).orElseThrow());
  }
}
