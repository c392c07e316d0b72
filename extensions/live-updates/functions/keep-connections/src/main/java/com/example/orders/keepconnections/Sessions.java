package com.example.orders.keepconnections;

import com.example.orders.live.ConnectionId;

/** The connections that API Gateway holds open. */
interface Sessions {

  /**
   * Ends a connection, and says to its client that a newer one has its place, so that it does not
   * take it back. One that is gone is no error; throttled or broken is an exception.
   */
  void displace(ConnectionId connection);
}
