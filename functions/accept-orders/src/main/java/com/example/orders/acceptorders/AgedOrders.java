package com.example.orders.acceptorders;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The queue of orders that wait longer than promised already, and may go on waiting. */
interface AgedOrders {
  /**
   * Puts a copy of each message into it.
   *
   * @param messages at most ten
   * @return the IDs of those that are surely in it; any other may be as well
   */
  Set<String> put(List<OrderMessage> messages, Duration callTimeout);
}
