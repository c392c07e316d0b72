package com.example.orders.pushupdates;

import com.example.orders.order.OrderKey;
import java.util.Optional;

/** The orders' rows, of which this function reads what a customer who looks on may see. */
interface LiveOrders {

  /** Reads what is true now. */
  Optional<LiveOrder> find(OrderKey key);
}
