package com.example.orders.acceptorders;

import com.example.orders.order.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was published; may be down for a while. */
final class InMemoryRejectedOrders implements RejectedOrders {
  final List<Order> published = new ArrayList<>();
  int failures;

  @Override
  public void publish(Order order, Duration callTimeout) {
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("EventBridge is down");
    }
    published.add(order);
  }
}
