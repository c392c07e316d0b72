package com.example.orders.live;

import com.example.orders.live.ConnectionStore.Issued;
import com.example.orders.order.CustomerId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which connections a customer has open, each opened by a ticket of that customer's own. */
public final class OpenConnections {
  /** Writes of one customer's connections, which others may change at the same time. */
  private static final int WRITES = 3;

  private final ConnectionStore store;
  private final Clock clock;

  public OpenConnections(ConnectionStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What became of a client that wants to connect. */
  public enum Outcome {
    CONNECTED,
    TICKET_REFUSED,
    /** The ticket is as good as before; there is no room, and nothing that may be closed for it. */
    FULL,
    /** The ticket is as good as before; others connected at the same moment. */
    BUSY
  }

  /**
   * Opens a connection with a ticket. One too many takes the place of the oldest, which may have
   * ended unseen; but only of one that can be closed, so not while its handshake may still run.
   * Safe to repeat for the same connection.
   *
   * @param most that a customer may have
   * @param close ends a connection. It comes before the place is given away: whatever fails between
   *     them, no connection is open that has no place
   */
  public Outcome connect(Ticket ticket, ConnectionId id, int most, Consumer<ConnectionId> close) {
    for (var write = 0; write < WRITES; write++) {
      var issued = store.find(ticket);
      if (issued.isEmpty() || !issued.get().isValid(clock.instant())) {
        return isOurs(issued, id) ? Outcome.CONNECTED : Outcome.TICKET_REFUSED;
      }
      var now = clock.instant();
      var open = store.of(issued.get().customer()).at(now);
      var kept = open.newest(most - 1);
      var displaced = open.all().stream().filter(one -> !kept.contains(one.id())).toList();
      if (displaced.stream().anyMatch(one -> one.isOpening(now))) {
        return Outcome.FULL;
      }
      displaced.forEach(one -> close.accept(one.id()));
      switch (store.take(ticket, kept, new Connection(id, clock.instant()))) {
        case DONE -> {
          return Outcome.CONNECTED;
        }
        case TICKET_REFUSED, CONNECTIONS_CHANGED -> {} // looks again at what is true now
      }
    }
    return Outcome.BUSY;
  }

  /** The answer to an earlier try may have been lost. */
  private static boolean isOurs(Optional<Issued> issued, ConnectionId id) {
    return issued.isPresent() && id.equals(issued.get().usedBy());
  }

  /** Those that may be open now. */
  public List<Connection> of(CustomerId customer) {
    return store.of(customer).at(clock.instant()).all();
  }

  /** Forgets a connection that has ended. */
  public void disconnect(ConnectionId id) {
    store.customerOf(id).ifPresent(customer -> remove(customer, id));
  }

  /**
   * Forgets a connection of a customer. What others' writes keep it from is done by whoever next
   * finds it gone, at the latest by time.
   */
  public void remove(CustomerId customer, ConnectionId id) {
    for (var write = 0; write < WRITES; write++) {
      var now = clock.instant();
      var seen = store.of(customer);
      if (!seen.contains(id) || store.replace(seen.at(now).without(id), now)) {
        return;
      }
    }
  }
}
