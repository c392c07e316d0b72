package com.example.orders.live.testing;

import com.example.orders.live.Connection;
import com.example.orders.live.ConnectionId;
import com.example.orders.live.ConnectionStore;
import com.example.orders.live.CustomerConnections;
import com.example.orders.live.Ticket;
import com.example.orders.order.CustomerId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps the promises of {@link ConnectionStore} in one JVM. */
public final class InMemoryConnectionStore implements ConnectionStore {
  private final Map<Ticket, Issued> tickets = new HashMap<>();
  private final Map<ConnectionId, CustomerId> owners = new HashMap<>();
  private final Map<CustomerId, CustomerConnections> customers = new HashMap<>();

  @Override
  public synchronized void issue(Ticket ticket, CustomerId customer, Instant expiresAt) {
    tickets.put(ticket, new Issued(customer, expiresAt, null));
  }

  @Override
  public synchronized Optional<Issued> find(Ticket ticket) {
    return Optional.ofNullable(tickets.get(ticket));
  }

  @Override
  public synchronized CustomerConnections of(CustomerId customer) {
    return customers.getOrDefault(customer, CustomerConnections.none(customer));
  }

  @Override
  public synchronized Optional<CustomerId> customerOf(ConnectionId connection) {
    return Optional.ofNullable(owners.get(connection));
  }

  @Override
  public synchronized Taken take(Ticket ticket, CustomerConnections kept, Connection connection) {
    var issued = tickets.get(ticket);
    if (issued == null || !issued.isValid(connection.connectedAt())) {
      return Taken.TICKET_REFUSED;
    }
    if (!replace(kept.with(connection), connection.connectedAt())) {
      return Taken.CONNECTIONS_CHANGED;
    }
    tickets.put(ticket, new Issued(issued.customer(), issued.expiresAt(), connection.id()));
    owners.put(connection.id(), kept.customer());
    return Taken.DONE;
  }

  @Override
  public synchronized boolean replace(CustomerConnections changed, Instant now) {
    if (of(changed.customer()).version() != changed.version()) {
      return false;
    }
    customers.put(
        changed.customer(),
        new CustomerConnections(changed.customer(), changed.version() + 1, changed.all()));
    return true;
  }
}
