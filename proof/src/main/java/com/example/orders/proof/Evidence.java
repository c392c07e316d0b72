package com.example.orders.proof;

import static java.util.stream.Collectors.groupingBy;

import com.example.orders.proof.Observations.Event;
import com.example.orders.proof.Observations.InboxEntry;
import com.example.orders.proof.Observations.Notification;
import com.example.orders.proof.Observations.Payment;
import com.example.orders.proof.Observations.Shipment;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The observations by order. */
final class Evidence {
  private final Observations all;
  private final Map<OrderRef, ClientOrder> clients;
  private final Map<OrderRef, Row> rows;
  private final Map<OrderRef, Payment> payments;
  private final Map<OrderRef, Shipment> shipments;
  private final Map<OrderRef, List<Event>> events;
  private final Map<OrderRef, List<Notification>> notifications;
  private final Set<OrderRef> open = new HashSet<>();
  private final Set<OrderRef> listed = new HashSet<>();

  Evidence(Observations all) {
    this.all = all;
    clients = by(all.clients(), ClientOrder::ref);
    rows = by(all.rows(), Row::ref);
    payments = by(all.payments(), Payment::ref);
    shipments = by(all.shipments(), Shipment::ref);
    events = all.events().stream().collect(groupingBy(Event::ref));
    notifications =
        Objects.requireNonNullElse(all.notifications(), List.<Notification>of()).stream()
            .collect(groupingBy(Notification::ref));
    for (var entry : all.inbox()) {
      note(entry);
    }
  }

  private void note(InboxEntry entry) {
    if (entry.ref() != null) {
      listed.add(entry.ref());
      if (entry.isOpen()) {
        open.add(entry.ref());
      }
    }
  }

  Observations all() {
    return all;
  }

  @Nullable ClientOrder client(OrderRef ref) {
    return clients.get(ref);
  }

  /** Whether any client sent a request that may have made such an order. */
  boolean mayExist(OrderRef ref) {
    var client = clients.get(ref);
    return client != null && client.mayExist();
  }

  Optional<Row> row(OrderRef ref) {
    return Optional.ofNullable(rows.get(ref));
  }

  Optional<Payment> payment(OrderRef ref) {
    return Optional.ofNullable(payments.get(ref));
  }

  Optional<Shipment> shipment(OrderRef ref) {
    return Optional.ofNullable(shipments.get(ref));
  }

  List<Event> events(OrderRef ref) {
    return events.getOrDefault(ref, List.of());
  }

  List<Notification> notifications(OrderRef ref) {
    return notifications.getOrDefault(ref, List.of());
  }

  /** Whether an operator finds the order among what is still to be done. */
  boolean isOpenInInbox(OrderRef ref) {
    return open.contains(ref);
  }

  /** Whether the run had an operator undo it. */
  boolean wasGivenUp(OrderRef ref) {
    return all.givenUp().contains(ref);
  }

  boolean wasInInbox(OrderRef ref) {
    return listed.contains(ref);
  }

  /** The basket that the row holds, if it is one that was sent. */
  Optional<Basket> basket(Row row) {
    var client = clients.get(row.ref());
    return client == null
        ? Optional.empty()
        : client.baskets(ClientOrder.Answer.DONE, ClientOrder.Answer.UNKNOWN).stream()
            .filter(basket -> basket.isRow(row))
            .findFirst();
  }

  /** What of each SKU the rows that fit have taken from the shelves. */
  Map<String, Long> quantities(Collection<Row> of) {
    var sum = new TreeMap<String, Long>();
    for (var row : of) {
      row.quantities().forEach((sku, quantity) -> sum.merge(sku, (long) quantity, Long::sum));
    }
    return sum;
  }

  private static <T> Map<OrderRef, T> by(List<T> things, Function<T, OrderRef> ref) {
    return things.stream()
        .sorted(Comparator.comparing(ref))
        .collect(Collectors.toMap(ref, thing -> thing, (first, second) -> first, HashMap::new));
  }
}
