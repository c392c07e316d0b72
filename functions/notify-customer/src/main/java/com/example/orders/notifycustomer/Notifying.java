package com.example.orders.notifycustomer;

import static java.util.Objects.requireNonNull;

import com.example.orders.idempotency.Effect;
import com.example.orders.idempotency.Idempotency;
import com.example.orders.idempotency.IdempotencyKey;
import com.example.orders.idempotency.Outcome;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.order.Order;
import com.example.orders.order.Orders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the customer of an event, once for each event however often it comes. The address is
 * read from the order's row: events carry none.
 */
final class Notifying {
  private static final Logger LOG = LoggerFactory.getLogger(Notifying.class);
  private static final String OPERATION = "notify-customer";

  private final Orders orders;
  private final CustomerNotifier notifier;
  private final Idempotency idempotency;

  Notifying(Orders orders, CustomerNotifier notifier, Idempotency idempotency) {
    this.orders = requireNonNull(orders);
    this.notifier = requireNonNull(notifier);
    this.idempotency = requireNonNull(idempotency);
  }

  /** What the destination of successes gets. */
  record Notified(String notificationKey, String channel, boolean before) {}

  /**
   * @param remaining how long this invocation can still run
   */
  Notified deliver(OrderEvent event, Duration remaining, Counts counts) {
    var order =
        orders.find(event.order()).orElseThrow(() -> new UnknownOrderException(event.order()));
    if (!event.agreesWith(order.status())) {
      throw new ContradictedEventException(event.type(), order.status());
    }
    var notification =
        new Notification(event.notificationKey(), event.order(), event.type(), email(order));
    var outcome =
        idempotency.run(
            IdempotencyKey.of(OPERATION, event.notificationKey()),
            event.content(),
            remaining,
            _ -> send(notification));
    return switch (outcome) {
      case Outcome.DoneNow(var channel) -> {
        counts.add(OrderMetric.CustomersNotified);
        yield new Notified(event.notificationKey(), channel, false);
      }
      case Outcome.DoneBefore(var channel) -> {
        LOG.info("Delivered before: {}", event.type());
        yield new Notified(event.notificationKey(), channel, true);
      }
      case Outcome.InProgress(var until) -> throw new NotificationInProgressException(until);
      case Outcome.NothingDone(var why) -> throw why;
    };
  }

  private Effect.Result send(Notification notification) {
    return switch (notifier.send(notification)) {
      case CustomerNotifier.Delivered() -> new Effect.Done(notification.channel().name());
      case CustomerNotifier.AddressRefused() ->
          new Effect.NothingDone(new AddressRefusedException());
      case CustomerNotifier.Busy(var why) -> new Effect.NothingDone(why);
    };
  }

  /** An order that was refused at the door keeps no address. */
  private static @Nullable String email(Order order) {
    return order.details() == null ? null : order.details().email();
  }
}
