package com.example.orders.acceptorders;

import com.example.orders.order.Order;
import java.time.Duration;

/** Tells the world of an order that was refused at the door; the same event however often. */
interface RejectedOrders {
  void publish(Order order, Duration callTimeout);
}
