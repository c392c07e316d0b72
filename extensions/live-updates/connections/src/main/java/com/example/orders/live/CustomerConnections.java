package com.example.orders.live;

import com.example.orders.order.CustomerId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The connections of one customer.
 *
 * @param version how often they were written; 0 if never
 */
public record CustomerConnections(CustomerId customer, long version, List<Connection> all) {

  public CustomerConnections {
    all = List.copyOf(all);
  }

  /** Of a customer who never had one. */
  public static CustomerConnections none(CustomerId customer) {
    return new CustomerConnections(customer, 0, List.of());
  }

  /** Without those that cannot be open any more: the end of one may never have been seen. */
  CustomerConnections at(Instant now) {
    return new CustomerConnections(
        customer, version, all.stream().filter(one -> !one.isOver(now)).toList());
  }

  /** Only so many, those that were opened last. */
  CustomerConnections newest(int most) {
    return new CustomerConnections(
        customer, version, all.subList(Math.max(0, all.size() - most), all.size()));
  }

  /** One more. */
  public CustomerConnections with(Connection connection) {
    return new CustomerConnections(
        customer, version, Stream.concat(all.stream(), Stream.of(connection)).toList());
  }

  CustomerConnections without(ConnectionId gone) {
    return new CustomerConnections(
        customer, version, all.stream().filter(one -> !one.id().equals(gone)).toList());
  }

  boolean contains(ConnectionId id) {
    return all.stream().anyMatch(one -> one.id().equals(id));
  }
}
