package com.example.orders.order;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An order as stored. A row that was refused at the door has neither lines nor address: what is not
 * needed is not kept.
 */
public record Order(
    OrderKey key,
    Intake intake,
    List<OrderLine> lines,
    @Nullable OrderDetails details,
    Payment payment,
    Progress progress,
    Undo undo) {

  public static final String INVALID_ORDER = "INVALID_ORDER";
  private static final String EXPIRED = "EXPIRED";
  private static final String INTAKE_FAILED = "INTAKE_FAILED";
  private static final String CUSTOMER_CANCELLED = "CUSTOMER_CANCELLED";

  /** The reason of an order that an operator gave up; the detail says why, to the customer too. */
  public static final String UNDONE_BY_OPERATOR = "UNDONE_BY_OPERATOR";

  /** The reason of an order about which an operator has nothing more done. */
  public static final String DISCARDED_BY_OPERATOR = "DISCARDED_BY_OPERATOR";

  /** In place of a hash: the body could not be read, so any readable one may take its place. */
  public static final String UNREADABLE_BODY = "unreadable";

  public Order {
    lines = List.copyOf(lines);
  }

  /**
   * The first row of an order that keeps the rules.
   *
   * @param timeToEnd how long it may take to a terminal status before somebody looks after it
   */
  public static Order accepted(NewOrder order, String bodyHash, Instant at, Duration timeToEnd) {
    return new Order(
        order.key(),
        new Intake(at, bodyHash, Conflicts.NONE, order.test()),
        order.lines(),
        order.details(),
        new Payment(order.currency(), order.paymentToken(), null, null),
        Progress.first(OrderStatus.ACCEPTED, at, at.plus(timeToEnd)),
        Undo.NONE);
  }

  /** The only row of an order that breaks a rule; it can be stored whatever the client wrote. */
  public static Order invalid(
      OrderRequest request, OrderRules.Invalid verdict, String bodyHash, Instant at) {
    return new Order(
        request.key(),
        new Intake(at, bodyHash, Conflicts.NONE, request.test()),
        List.of(),
        null,
        new Payment(OrderRules.currencyCode(request.currency()), null, null, null),
        Progress.first(OrderStatus.REJECTED, at, null),
        new Undo(INVALID_ORDER, verdict.field() + " " + verdict.rule(), false));
  }

  /**
   * This first row as the only one of an order that its customer no longer wants: nothing of it is
   * worked on, so nothing is kept of what the work would need.
   *
   * @param now when that was found; it was sent before
   */
  public Order expired(Instant now) {
    return new Order(
        key,
        intake,
        List.of(),
        null,
        new Payment(payment.currency(), null, null, null),
        Progress.first(OrderStatus.REJECTED, now, null),
        new Undo(EXPIRED, "expiresAt had passed before the order was taken in", false));
  }

  /**
   * The row of an order whose message could not be taken in, so that its customer sees it. The
   * message itself is kept elsewhere; replayed, its order takes the row's place.
   *
   * @param detail what went wrong, without anything that the client wrote
   */
  public static Order parkedAtIntake(OrderKey key, String bodyHash, String detail, Instant at) {
    return new Order(
        key,
        new Intake(at, bodyHash, Conflicts.NONE, false),
        List.of(),
        null,
        new Payment(OrderRules.NO_CURRENCY, null, null, null),
        Progress.first(OrderStatus.PARKED, at, null),
        new Undo(INTAKE_FAILED, detail, false));
  }

  /** Whether nothing of it leaves: no money, no goods, no notification. */
  public boolean isTest() {
    return intake.test();
  }

  public OrderStatus status() {
    return progress.status();
  }

  public int version() {
    return progress.version();
  }

  public List<StatusChange> history() {
    return progress.history();
  }

  /** Never taken in: there is nothing to resume but the message to be sent again. */
  public boolean failedAtIntake() {
    return status() == OrderStatus.PARKED && INTAKE_FAILED.equals(undo.reason());
  }

  /** This first row as the next of one that failed at intake, whose time and history go on. */
  public Order inPlaceOf(Order failed) {
    var changes = new ArrayList<>(failed.history());
    changes.addAll(history());
    return new Order(
        key,
        new Intake(
            failed.intake.acceptedAt(),
            intake.bodyHash(),
            failed.intake.conflicts(),
            intake.test()),
        lines,
        details,
        payment,
        new Progress(status(), failed.version() + 1, progress.deadline(), changes),
        undo);
  }

  /** An operator had nothing more done about it: it stays as it is for good. */
  public boolean isDiscarded() {
    return status() == OrderStatus.PARKED && DISCARDED_BY_OPERATOR.equals(undo.reason());
  }

  /**
   * The status in which a parked order goes on: the one in which it was parked. Empty if it is not
   * parked, was never anything else, or is discarded.
   */
  public Optional<OrderStatus> resumesAt() {
    if (status() != OrderStatus.PARKED || isDiscarded()) {
      return Optional.empty();
    }
    return history().reversed().stream()
        .map(StatusChange::status)
        .filter(past -> past != OrderStatus.PARKED)
        .findFirst();
  }

  /** Whether an operator may give the order up: it has begun, has not ended, and goes forward. */
  public boolean canBeUndone() {
    return status().canBecome(OrderStatus.UNDO_REQUESTED)
        && !failedAtIntake()
        && !isDiscarded()
        && !isBeingUndone();
  }

  /** Whether it is being undone because an operator gave it up. */
  public boolean isGivenUp() {
    return isBeingUndone() && UNDONE_BY_OPERATOR.equals(undo.reason());
  }

  /** Whether its workflow, once it goes on, undoes it: for its customer, an operator or a no. */
  public boolean isBeingUndone() {
    return switch (resumesAt().orElse(status())) {
      case CANCEL_REQUESTED, UNDO_REQUESTED, COMPENSATING -> true;
      case ACCEPTED,
          INVENTORY_RESERVED,
          CHARGING,
          PAYMENT_CHARGED,
          CONFIRMED,
          REJECTED,
          CANCELLED,
          PARKED ->
          false;
    };
  }

  /**
   * How an order that is being undone ends, or how one that was undone has ended. A cancellation
   * that was accepted is answered with CANCELLED, whatever else failed beside it.
   */
  public Closing closing() {
    var closed = status().isTerminal() ? version() : version() + 1;
    return versionAt(OrderStatus.CANCEL_REQUESTED).isPresent()
        ? new Closing(
            OrderStatus.CANCELLED, CUSTOMER_CANCELLED, "The customer cancelled the order", closed)
        : new Closing(
            OrderStatus.REJECTED,
            Objects.requireNonNullElse(undo.reason(), "UNKNOWN"),
            Objects.requireNonNullElse(undo.reasonDetail(), ""),
            closed);
  }

  /** Whether its customer no longer wants it: the client said until when. */
  public boolean isExpired(Instant at) {
    return details != null && details.isExpired(at);
  }

  /**
   * Refused at the door, as its lack of lines shows: no workflow ever started, so nothing else
   * tells the customer.
   */
  public boolean endedAtIntake() {
    return status() == OrderStatus.REJECTED && lines.isEmpty();
  }

  /** The version that the order got when it last reached the status. */
  public Optional<Integer> versionAt(OrderStatus reached) {
    return history().reversed().stream()
        .filter(change -> change.status() == reached)
        .findFirst()
        .map(change -> history().lastIndexOf(change) + 1);
  }

  /** Keeps personal data out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "Order[" + key + ", " + status() + ", version " + version() + "]";
  }

  /**
   * How the order came in.
   *
   * @param bodyHash of the body as it was sent, to tell a repeat from another order
   * @param test whether it takes every step and nothing of it leaves; set once and never changed
   */
  public record Intake(Instant acceptedAt, String bodyHash, Conflicts conflicts, boolean test) {
    private static final Duration TEST_IS_KEPT = Duration.ofDays(1);

    /** From when on its row may be removed: never, unless it is a test. */
    public Optional<Instant> removeAt() {
      return test ? Optional.of(acceptedAt.plus(TEST_IS_KEPT)) : Optional.empty();
    }

    public Intake with(Conflict conflict) {
      return new Intake(acceptedAt, bodyHash, conflicts.with(conflict), test);
    }
  }

  /**
   * What it costs and how it is paid.
   *
   * @param token leaves the row once the order is paid
   * @param total in minor units; known once the stock is reserved
   * @param id the payment's; known once the order is paid
   */
  public record Payment(
      String currency, @Nullable String token, @Nullable Long total, @Nullable String id) {

    /** Keeps the token out of any message that is put together from the record. */
    @Override
    public String toString() {
      return "Payment[" + currency + ", " + total + ", " + id + "]";
    }
  }

  /**
   * How far the order is.
   *
   * @param version how many changes of status there have been
   * @param deadline by when it should have ended; absent if nobody waits for that
   */
  public record Progress(
      OrderStatus status, int version, @Nullable Instant deadline, List<StatusChange> history) {

    public Progress {
      history = List.copyOf(history);
    }

    static Progress first(OrderStatus status, Instant at, @Nullable Instant deadline) {
      return new Progress(status, 1, deadline, List.of(new StatusChange(status, at)));
    }
  }

  /**
   * Why the order does not end CONFIRMED, or is not to, and what there is to give back.
   *
   * @param stockHeld whether its stock is taken and would have to be released
   */
  public record Undo(@Nullable String reason, @Nullable String reasonDetail, boolean stockHeld) {
    public static final Undo NONE = new Undo(null, null, false);
  }

  /**
   * The terminal status of an order that was undone, and why.
   *
   * @param version the row's version once it has that status
   */
  public record Closing(OrderStatus status, String reason, String detail, int version) {}

  /** One entry of the history; the entry at index n made version n + 1. */
  public record StatusChange(OrderStatus status, Instant at) {}

  /** Other bodies that came for the same order ID: how many, and the last five. */
  public record Conflicts(int count, List<Conflict> last) {
    private static final int KEPT = 5;

    public static final Conflicts NONE = new Conflicts(0, List.of());

    public Conflicts {
      last = List.copyOf(last);
    }

    /** A redelivered message has the same time and hash and must not count twice. */
    public boolean hold(Conflict conflict) {
      return last.contains(conflict);
    }

    public Conflicts with(Conflict conflict) {
      var kept = new ArrayList<>(last);
      kept.add(conflict);
      return new Conflicts(
          Math.addExact(count, 1), kept.subList(Math.max(0, kept.size() - KEPT), kept.size()));
    }
  }

  /** When the other body was sent, and its hash. */
  public record Conflict(Instant at, String bodyHash) {}
}
