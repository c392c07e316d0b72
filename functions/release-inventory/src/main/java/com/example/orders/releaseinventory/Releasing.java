package com.example.orders.releaseinventory;

import com.example.orders.inventory.Inventory;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;

/** Gives an order's stock back, once, and only behind the fence that keeps a late reserve out. */
final class Releasing {
  private final Orders orders;
  private final Inventory inventory;

  Releasing(Orders orders, Inventory inventory) {
    this.orders = orders;
    this.inventory = inventory;
  }

  InventoryReleased release(OrderKey key) {
    var released =
        orders
            .find(key)
            .filter(order -> order.status() == OrderStatus.COMPENSATING && order.undo().stockHeld())
            .filter(inventory::release)
            .isPresent();
    return new InventoryReleased(released);
  }
}
