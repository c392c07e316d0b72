package com.example.orders.keepconnections;

import com.example.orders.live.ConnectionId;

/** The connections that API Gateway holds open. */
interface Sessions {

  /** Ends a connection; one that is gone is no error. */
  void close(ConnectionId connection);
}
