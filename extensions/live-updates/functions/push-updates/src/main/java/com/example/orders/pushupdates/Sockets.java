package com.example.orders.pushupdates;

import com.example.orders.live.ConnectionId;

/** The open connections, as API Gateway holds them. */
interface Sockets {

  /**
   * Sends a text. Throttled or broken is an exception, for that passes.
   *
   * @return whether there is such a connection
   */
  boolean send(ConnectionId connection, String text);
}
