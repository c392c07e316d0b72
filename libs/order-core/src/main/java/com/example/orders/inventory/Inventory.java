package com.example.orders.inventory;

import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Sku;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The free stock. All lines of an order are taken or given back, or none, with the order's row. */
public interface Inventory {

  /** The named products as they are now; an unknown one is absent. */
  Map<Sku, Product> products(Set<Sku> skus);

  /** Takes the stock and moves the order from ACCEPTED to INVENTORY_RESERVED, in one write. */
  ReservationResult reserve(OrderKey key, Reservation reservation, Instant at);

  /** Gives the stock back if the order is being undone and still holds it. */
  boolean release(Order order);

  /** What became of a reservation. */
  sealed interface ReservationResult {}

  /** Stock, status and total are written. */
  record Reserved() implements ReservationResult {}

  /** The order is no longer ACCEPTED, perhaps by this very step, whose answer was lost. */
  record OrderMoved() implements ReservationResult {}

  /** Fewer are free than the order asks for. */
  record OutOfStock(Sku sku) implements ReservationResult {}

  /** The product's price or currency changed since it was read. */
  record PriceChanged(Sku sku) implements ReservationResult {}
}
