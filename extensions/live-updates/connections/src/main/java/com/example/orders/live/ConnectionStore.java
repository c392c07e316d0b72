package com.example.orders.live;

import com.example.orders.order.CustomerId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where tickets and connections are kept. Reads see every write that was answered before. */
public interface ConnectionStore {

  /** Keeps the hash of a new ticket. */
  void issue(Ticket ticket, CustomerId customer, Instant expiresAt);

  /** What is known of a ticket; empty if it was never issued, or so long ago that it is gone. */
  Optional<Issued> find(Ticket ticket);

  CustomerConnections of(CustomerId customer);

  /** Whose connection it is; empty if it was never opened with a ticket. */
  Optional<CustomerId> customerOf(ConnectionId connection);

  /**
   * Uses a ticket, if nobody has and it is not over, and writes its connection and those that are
   * kept in the place of those with their version: both or nothing.
   */
  Taken take(Ticket ticket, CustomerConnections kept, Connection connection);

  /** Writes them in the place of those with their version; answers whether these were there. */
  boolean replace(CustomerConnections changed, Instant now);

  /**
   * A ticket that was issued.
   *
   * @param usedBy the connection that it opened, if it did
   */
  record Issued(CustomerId customer, Instant expiresAt, @Nullable ConnectionId usedBy) {
    /** Whether it may still open a connection. */
    public boolean isValid(Instant now) {
      return usedBy == null && expiresAt.isAfter(now);
    }
  }

  /** What became of a ticket and the connection that it was to open. */
  enum Taken {
    DONE,
    TICKET_REFUSED,
    /** Others have changed the customer's connections, or are about to. */
    CONNECTIONS_CHANGED
  }
}
