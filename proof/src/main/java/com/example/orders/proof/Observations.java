package com.example.orders.proof;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of a run, each part from its own record.
 *
 * @param clients what clients did and were answered
 * @param rows the orders table
 * @param payments the payment provider's own ledger
 * @param shipments the warehouse's own record
 * @param notifications what the customers were sent, or null if the application sends nothing
 * @param events what an observer of the event bus received
 * @param inbox the failures' entries
 * @param failedExecutions the orders whose workflow failed, timed out or was aborted
 * @param givenUp the orders that the run had an operator undo
 * @param leftInQueues how many messages still lie in a queue, by its name
 * @param openBreakers the dependencies that are left alone although orders came
 */
record Observations(
    List<ClientOrder> clients,
    List<Row> rows,
    List<Payment> payments,
    List<Shipment> shipments,
    Shelves shelves,
    @Nullable List<Notification> notifications,
    List<Event> events,
    List<InboxEntry> inbox,
    List<OrderRef> failedExecutions,
    Set<OrderRef> givenUp,
    Map<String, Integer> leftInQueues,
    List<String> openBreakers) {
  Observations {
    clients = List.copyOf(clients);
    rows = List.copyOf(rows);
    payments = List.copyOf(payments);
    shipments = List.copyOf(shipments);
    notifications = notifications == null ? null : List.copyOf(notifications);
    events = List.copyOf(events);
    inbox = List.copyOf(inbox);
    failedExecutions = List.copyOf(failedExecutions);
    givenUp = Set.copyOf(givenUp);
    leftInQueues = Map.copyOf(leftInQueues);
    openBreakers = List.copyOf(openBreakers);
  }

  /** What the provider has on its ledger for one order. */
  record Payment(OrderRef ref, int charges, int refunds, long amount) {
    long kept() {
      return (charges - refunds) * amount;
    }
  }

  /** How many parcels left the warehouse for one order, whatever it last decided. */
  record Shipment(OrderRef ref, int parcels) {
    boolean isOnItsWay() {
      return parcels > 0;
    }
  }

  /** The catalogue with the free stock before the first order and after the last. */
  record Shelves(Map<String, Long> prices, Map<String, Long> before, Map<String, Long> after) {
    Shelves {
      prices = Map.copyOf(prices);
      before = Map.copyOf(before);
      after = Map.copyOf(after);
    }
  }

  /** What was sent for one event. */
  record Notification(OrderRef ref, String detailType, int deliveries) {}

  /**
   * One event as its consumers see it.
   *
   * @param id what consumers deduplicate by
   * @param faults what about it breaks its contract
   */
  record Event(OrderRef ref, String detailType, String id, List<String> faults) {
    Event {
      faults = List.copyOf(faults);
    }
  }

  /**
   * An entry of the failures inbox.
   *
   * @param ref the order it is about, or null if what failed could not be read
   */
  record InboxEntry(String failureId, String state, @Nullable OrderRef ref, String source) {
    boolean isOpen() {
      return state.equals("OPEN") || state.equals("REPLAYING");
    }
  }
}
