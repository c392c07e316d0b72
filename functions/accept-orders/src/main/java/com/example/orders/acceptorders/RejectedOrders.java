package com.example.orders.acceptorders;

import com.example.orders.order.Order;
import java.time.Duration;

/** Publishes that an order was rejected at intake; the same event however often. */
interface RejectedOrders {
  void publish(Order order, Duration callTimeout);
}
