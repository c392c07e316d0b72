package com.example.orders.acceptorders;

import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.order.Order;
import com.example.orders.order.Order.Conflict;
import com.example.orders.order.OrderRules;
import com.example.orders.order.OrderRules.Invalid;
import com.example.orders.order.OrderRules.Valid;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.Existing;
import com.example.orders.order.Orders.Placed;
import com.example.orders.order.Orders.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores an order and starts its workflow. The row that exists is the only memory: it tells an own
 * retry from a duplicate and from a conflict, and what is still to be done.
 */
final class Accepting {
  private static final Logger LOG = LoggerFactory.getLogger(Accepting.class);

  /** More would let one throttled order take the time of all others. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

  private final Orders orders;
  private final Workflows workflows;
  private final RejectedOrders rejected;
  private final Duration timeToEnd;
  private final Clock clock;

  Accepting(
      Orders orders,
      Workflows workflows,
      RejectedOrders rejected,
      Duration timeToEnd,
      Clock clock) {
    this.orders = orders;
    this.workflows = workflows;
    this.rejected = rejected;
    this.timeToEnd = timeToEnd;
    this.clock = clock;
  }

  void accept(Submission submission, Deadline deadline, Counts counts) {
    var order = order(submission);
    settle(submission, order, orders.within(nextCall(deadline)).put(order), deadline, counts);
  }

  private void settle(
      Submission submission, Order order, Placed placed, Deadline deadline, Counts counts) {
    switch (placed) {
      case Stored() -> {
        LOG.info("Stored as {}", order.status());
        count(order, counts);
        finish(order, deadline);
      }
      case Existing(var row) when submission.mayReplace(row) -> {
        LOG.info("Takes the place of the row that failed at intake");
        var next = order.inPlaceOf(row);
        var replaced = orders.within(nextCall(deadline)).replace(row, next);
        settle(submission, next, replaced, deadline, counts);
      }
      case Existing(var row) when row.intake().bodyHash().equals(order.intake().bodyHash()) ->
          repeat(row, submission.sentAt(), deadline, counts);
      case Existing(var row) ->
          conflict(row, order.intake().bodyHash(), submission.sentAt(), deadline, counts);
    }
  }

  /** What rejects every order by mistake must be seen, whoever rejects it, and for what. */
  private static void count(Order order, Counts counts) {
    if (order.isTest()) {
      LOG.info("A test order, which is not counted");
    } else if (order.endedAtIntake()) {
      counts.add(OrderMetric.OrdersInvalid);
      counts.addRejected(Objects.requireNonNull(order.undo().reason()));
    } else {
      counts.add(OrderMetric.OrdersAccepted);
      counts.addNone(OrderMetric.OrdersInvalid); // part of what the rejected ones are a share of
    }
  }

  /**
   * What became of it earlier stands in the row: the clock decides only of an order without one.
   */
  private Order order(Submission submission) {
    var envelope = submission.envelope();
    var sentAt = submission.sentAt();
    var request = envelope.request();
    return switch (OrderRules.judge(request)) {
      case Valid(var order) -> {
        var first = Order.accepted(order, envelope.bodyHash(), sentAt, timeToEnd);
        var now = clock.instant();
        yield first.isExpired(now) ? first.expired(now) : first;
      }
      case Invalid verdict -> Order.invalid(request, verdict, envelope.bodyHash(), sentAt);
    };
  }

  /** An own retry has the time of the row, for it is the same message. */
  private void repeat(Order row, Instant sentAt, Deadline deadline, Counts counts) {
    if (row.intake().acceptedAt().equals(sentAt)) {
      LOG.info("Delivered again; the order is {}", row.status());
    } else {
      LOG.info("Duplicate; the order is {}", row.status());
      countUnlessTest(row, OrderMetric.OrdersDuplicated, counts);
    }
    finish(row, deadline);
  }

  /** What a crash may have left undone. A workflow that has taken the order on is left alone. */
  private void finish(Order row, Deadline deadline) {
    if (row.status() == OrderStatus.ACCEPTED || row.status() == OrderStatus.CANCEL_REQUESTED) {
      workflows.start(row.key(), nextCall(deadline));
    } else if (row.endedAtIntake()) {
      rejected.publish(row, nextCall(deadline));
    }
  }

  private void conflict(
      Order row, String bodyHash, Instant sentAt, Deadline deadline, Counts counts) {
    var conflict = new Conflict(sentAt, bodyHash);
    if (orders.within(nextCall(deadline)).recordConflict(row, conflict)) {
      LOG.warn("Another body for the same order ID; the order is {}", row.status());
      countUnlessTest(row, OrderMetric.OrdersConflicting, counts);
    }
  }

  private static void countUnlessTest(Order row, OrderMetric metric, Counts counts) {
    if (!row.isTest()) {
      counts.add(metric);
    }
  }

  private static Duration nextCall(Deadline deadline) {
    return deadline.atMost(LONGEST_CALL);
  }
}
