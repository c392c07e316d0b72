package com.example.orders.pushupdates;

import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.Connection;
import com.example.orders.live.OpenConnections;
import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends each order that was written, as it is now, to the connections of its customer. Whoever is
 * not connected costs one read, and no look at the order.
 */
final class Pushing {
  private final OpenConnections connections;
  private final LiveOrders orders;
  private final Sockets sockets;
  private final Clock clock;

  Pushing(OpenConnections connections, LiveOrders orders, Sockets sockets, Clock clock) {
    this.connections = connections;
    this.orders = orders;
    this.sockets = sockets;
    this.clock = clock;
  }

  /**
   * Pushes in the order of the stream, each order once.
   *
   * @return the first change that was not pushed, from which on Lambda is to try again
   */
  Optional<OrderChange> push(List<OrderChange> changes) {
    var firsts = new LinkedHashMap<OrderKey, OrderChange>();
    changes.forEach(change -> firsts.putIfAbsent(change.order(), change));
    var open = new HashMap<CustomerId, List<Connection>>();
    for (var first : firsts.values()) {
      if (Deadline.current().isOver() || !isPushed(first.order(), open)) {
        return Optional.of(first);
      }
    }
    return Optional.empty();
  }

  /** What fails is logged, and tried again by Lambda. */
  private boolean isPushed(OrderKey order, Map<CustomerId, List<Connection>> open) {
    try {
      Telemetry.forOrder(
          order,
          () -> {
            var watching = open.computeIfAbsent(order.customer(), connections::of);
            if (!watching.isEmpty()) {
              orders.find(order).ifPresent(found -> send(order, found.message(), watching));
            }
            return order;
          });
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void send(OrderKey order, String message, List<Connection> watching) {
    for (var connection : watching) {
      var isThere = sockets.send(connection.id(), message);
      if (!isThere && !connection.isOpening(clock.instant())) {
        connections.remove(order.customer(), connection.id());
      }
    }
  }
}
