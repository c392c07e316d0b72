package com.example.orders.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The orders' rows: the one durable truth about what has been accepted and how far it is. */
public interface Orders {

  /** Writes the first row of an order, or answers the row that is there. */
  Placed put(Order order);

  /**
   * Writes a row in the place of the one that was seen, if that is still there with its status and
   * version; else answers what does. Only one writer at a time may count conflicts meanwhile.
   */
  Placed replace(Order seen, Order next);

  /** Reads what is true now, not what was true a moment ago. */
  Optional<Order> find(OrderKey key);

  /** Moves the order if it still has the status it is to leave; raises the version by one. */
  Moved transition(OrderKey key, Transition transition);

  /**
   * Counts another body for the same order ID, once however often its message comes. Answers
   * whether this call counted it.
   *
   * @param seen the row as it was last seen
   */
  boolean recordConflict(Order seen, Order.Conflict conflict);

  /**
   * The orders that were to have ended by then, have not, and that nobody watches yet; parked ones
   * too. Reads on as the stream is consumed; a row that ends in the meantime may still be among
   * them.
   */
  Stream<Overdue> overdue(Instant at);

  /** Some of those that were watched and last looked at before then; at most a hundred. */
  Stream<Overdue> watched(Instant before);

  /** An overdue order is known and was looked at now. Does nothing to one that has ended. */
  void watch(Overdue order, Instant now);

  /** The same orders, each call of which gives up after so long. */
  Orders within(Duration callTimeout);

  /**
   * An order that should have ended.
   *
   * @param deadline by when; of a watched one, when it was last looked at
   */
  record Overdue(OrderKey key, Instant deadline) {}

  /** What became of a put. */
  sealed interface Placed {}

  /** The row is new. */
  record Stored() implements Placed {}

  /** A row was there; it may well be the caller's own, written by a call whose answer was lost. */
  record Existing(Order order) implements Placed {}

  /** What became of a transition. */
  sealed interface Moved {}

  /** The row after the change. */
  record MovedTo(Order order) implements Moved {}

  /** The row has another status, or there is none. */
  record NotMoved(Optional<Order> current) implements Moved {}

  /**
   * A change of status, and what it brings along.
   *
   * @param version the version to leave, if the status alone does not say enough
   * @param givenUpFor why an operator has the order undone or discarded, in words that its customer
   *     may read
   */
  record Transition(
      OrderStatus from,
      OrderStatus to,
      Instant at,
      @Nullable String paymentId,
      @Nullable Integer version,
      @Nullable String givenUpFor) {

    public Transition {
      if (!from.canBecome(to)) {
        throw new IllegalArgumentException(from + " cannot become " + to);
      }
    }

    public static Transition of(OrderStatus from, OrderStatus to, Instant at) {
      return new Transition(from, to, at, null, null, null);
    }

    /**
     * Lets a parked order go on where it was parked. Only from the very row that was seen: resumed
     * and parked again, it would go on elsewhere.
     *
     * @throws IllegalArgumentException if the order has nowhere to go on: see {@link
     *     Order#resumesAt}
     */
    public static Transition resume(Order parked, Instant at) {
      var to =
          parked
              .resumesAt()
              .orElseThrow(() -> new IllegalArgumentException("Nothing to resume: " + parked));
      return new Transition(OrderStatus.PARKED, to, at, null, parked.version(), null);
    }

    /**
     * Has an operator give the order up, from the very row that was seen. The words reach the
     * customer, logs and the workflow's history: no personal data may stand in them.
     *
     * @throws IllegalArgumentException if it cannot be undone: see {@link Order#canBeUndone}
     */
    public static Transition undo(Order seen, String why, Instant at) {
      if (!seen.canBeUndone()) {
        throw new IllegalArgumentException("Nothing to undo: " + seen);
      }
      return new Transition(
          seen.status(), OrderStatus.UNDO_REQUESTED, at, null, seen.version(), why);
    }

    /**
     * Has an operator give the order up as it is: nothing more is done about it, nobody watches it,
     * and nothing takes it on again. The words reach the customer, as those of an undo do.
     *
     * @throws IllegalArgumentException if it has ended
     */
    public static Transition discard(Order seen, String why, Instant at) {
      return new Transition(seen.status(), OrderStatus.PARKED, at, null, seen.version(), why);
    }

    /** Whether the order leaves the sight of whoever watches the open ones. */
    public boolean isDiscard() {
      return to == OrderStatus.PARKED && givenUpFor != null;
    }

    /** What the row has for a reason when an operator gives the order up. */
    public String givenUpReason() {
      return isDiscard() ? Order.DISCARDED_BY_OPERATOR : Order.UNDONE_BY_OPERATOR;
    }

    /** The order is paid: its payment token is of no more use and leaves the row. */
    public Transition withPaymentId(String id) {
      return new Transition(from, to, at, id, version, givenUpFor);
    }
  }
}
