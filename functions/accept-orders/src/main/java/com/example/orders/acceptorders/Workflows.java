package com.example.orders.acceptorders;

import com.example.orders.order.OrderKey;
import java.time.Duration;

/** Starts the order's workflow; starting it again is no error and starts nothing. */
interface Workflows {
  void start(OrderKey key, Duration callTimeout);
}
