package com.example.orders.notifycustomer;

import static java.util.Objects.requireNonNull;

import com.example.orders.idempotency.Effect;
import com.example.orders.idempotency.Idempotency;
import com.example.orders.idempotency.IdempotencyKey;
import com.example.orders.idempotency.Lease;
import com.example.orders.idempotency.Outcome;
import com.example.orders.json.OrderEvent;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.order.Order;
import com.example.orders.order.Orders;
import java.time.Clock;
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

  /** The channel of what is sent to nobody. */
  private static final String NOBODY = "NONE";

  private final Orders orders;
  private final CustomerNotifier notifier;
  private final Idempotency idempotency;
  private final Fallback fallback;
  private final Clock clock;

  Notifying(
      Orders orders,
      CustomerNotifier notifier,
      Idempotency idempotency,
      Fallback fallback,
      Clock clock) {
    this.orders = requireNonNull(orders);
    this.notifier = requireNonNull(notifier);
    this.idempotency = requireNonNull(idempotency);
    this.fallback = requireNonNull(fallback);
    this.clock = requireNonNull(clock);
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
    if (order.isTest()) {
      return toNobody(event);
    }
    var notification = fallback.routed(notification(event, order));
    var outcome =
        idempotency.run(
            IdempotencyKey.of(OPERATION, event.notificationKey()),
            event.content(),
            remaining,
            lease -> send(notification, event, lease));
    return switch (outcome) {
      case Outcome.DoneNow(var channel) -> {
        count(channel, notification, counts);
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

  private static Notified toNobody(OrderEvent event) {
    LOG.info("A test order: nobody is notified of {}", event.type());
    return new Notified(event.notificationKey(), NOBODY, false);
  }

  private static Notification notification(OrderEvent event, Order order) {
    return new Notification(event.notificationKey(), event.order(), event.type(), email(order));
  }

  /**
   * Falls back under the same key, and only if no earlier try may have delivered by e-mail without
   * anybody knowing.
   */
  private Effect.Result send(Notification notification, OrderEvent event, Lease lease) {
    var result = notifier.send(notification);
    if (notification.channel() == Channel.EMAIL
        && !lease.resumed()
        && fallback.isDue(result, event.at(), clock.instant())) {
      return send(notification.inAccount(), event, lease);
    }
    return switch (result) {
      case CustomerNotifier.Delivered() -> new Effect.Done(notification.channel().name());
      case CustomerNotifier.AddressRefused() ->
          new Effect.NothingDone(new AddressRefusedException());
      case CustomerNotifier.Busy(var why) -> new Effect.NothingDone(why);
    };
  }

  private static void count(String channel, Notification notification, Counts counts) {
    counts.add(OrderMetric.CustomersNotified);
    if (!channel.equals(notification.channel().name())) {
      LOG.info("Fell back from {} to {}", notification.channel(), channel);
      counts.add(OrderMetric.NotificationsFellBack);
    }
  }

  /** An order that was refused at the door keeps no address. */
  private static @Nullable String email(Order order) {
    return order.details() == null ? null : order.details().email();
  }
}
