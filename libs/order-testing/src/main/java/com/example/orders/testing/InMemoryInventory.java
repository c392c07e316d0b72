package com.example.orders.testing;

import com.example.orders.inventory.Inventory;
import com.example.orders.inventory.Product;
import com.example.orders.inventory.Reservation;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stock in a map, with the same rules as the tables. */
public final class InMemoryInventory implements Inventory {
  private final InMemoryOrders orders;
  private final Map<Sku, Product> products = new HashMap<>();
  private final List<Runnable> beforeReserve = new ArrayList<>();
  private @Nullable RuntimeException lost;

  public InMemoryInventory(InMemoryOrders orders) {
    this.orders = orders;
  }

  public void given(String sku, long price, String currency, long stock) {
    var key = new Sku(sku);
    products.put(key, new Product(key, "Product " + sku, new Money(price, currency), stock));
  }

  public long stock(String sku) {
    return Objects.requireNonNull(products.get(new Sku(sku))).stock();
  }

  /** Happens between the caller's reads and its next write. */
  public void beforeNextReserve(Runnable event) {
    beforeReserve.add(event);
  }

  /** The next write is done, but its answer is lost. */
  public void loseNextAnswer(RuntimeException failure) {
    lost = failure;
  }

  @Override
  public Map<Sku, Product> products(Set<Sku> skus) {
    var found = new HashMap<>(products);
    found.keySet().retainAll(skus);
    return found;
  }

  @Override
  public ReservationResult reserve(OrderKey key, Reservation reservation, Instant at) {
    if (!beforeReserve.isEmpty()) {
      beforeReserve.removeFirst().run();
    }
    var order = orders.find(key).filter(row -> row.status() == OrderStatus.ACCEPTED);
    if (order.isEmpty()) {
      return new OrderMoved();
    }
    for (var item : reservation.items()) {
      var product = products.get(item.line().sku());
      if (product == null || !product.price().equals(item.price())) {
        return new PriceChanged(item.line().sku());
      }
      if (product.stock() < item.line().quantity()) {
        return new OutOfStock(item.line().sku());
      }
    }
    reservation.lines().forEach(line -> add(line, -line.quantity()));
    var total = reservation.total().minorUnits();
    orders.store(Samples.moved(order.get(), OrderStatus.INVENTORY_RESERVED, at, total, true));
    answer();
    return new Reserved();
  }

  @Override
  public boolean release(Order seen) {
    var order = orders.find(seen.key()).orElseThrow();
    if (order.status() != OrderStatus.COMPENSATING || !order.undo().stockHeld()) {
      return false;
    }
    order.lines().forEach(line -> add(line, line.quantity()));
    orders.store(
        Samples.moved(order, order.status(), Instant.EPOCH, order.payment().total(), false));
    answer();
    return true;
  }

  private void add(OrderLine line, int quantity) {
    products.computeIfPresent(
        line.sku(),
        (sku, old) -> new Product(sku, old.name(), old.price(), old.stock() + quantity));
  }

  private void answer() {
    var failure = lost;
    lost = null;
    if (failure != null) {
      throw failure;
    }
  }
}
