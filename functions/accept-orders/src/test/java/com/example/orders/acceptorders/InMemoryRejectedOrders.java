package com.example.orders.acceptorders;

import com.example.orders.order.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was told; may be down for a while. */
final class InMemoryRejectedOrders implements RejectedOrders {
  final List<Order> told = new ArrayList<>();
  int failures;

  @Override
  public void publish(Order order, Duration callTimeout) {
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("EventBridge is down");
    }
    told.add(order);
  }
}
