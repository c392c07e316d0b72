package com.example.orders.planwebhooks;

import static java.util.Objects.requireNonNull;

import com.example.orders.json.OrderEvent;
import com.example.orders.order.Order;
import com.example.orders.order.Orders;
import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.EndpointStatus;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Subscription;
import com.example.orders.webhooks.WakeUps;
import com.example.orders.webhooks.WebhookBody;
import com.example.orders.webhooks.WebhookType;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down a delivery for each endpoint that the event is for, and then wakes the sender up.
 * What is sent is the order's row, which is the truth: webhooks and the API say the same.
 */
final class Planning {
  private static final Logger LOG = LoggerFactory.getLogger(Planning.class);

  private final Orders orders;
  private final Endpoints endpoints;
  private final Deliveries deliveries;
  private final WakeUps wakeUps;
  private final Clock clock;

  Planning(
      Orders orders, Endpoints endpoints, Deliveries deliveries, WakeUps wakeUps, Clock clock) {
    this.orders = requireNonNull(orders);
    this.endpoints = requireNonNull(endpoints);
    this.deliveries = requireNonNull(deliveries);
    this.wakeUps = requireNonNull(wakeUps);
    this.clock = requireNonNull(clock);
  }

  /**
   * Every copy of an event plans the same deliveries, each once.
   *
   * @return how many the event is worth
   * @throws UnfoundedEventException if the order's row does not say what the event says
   */
  int plan(OrderEvent event) {
    var order =
        orders
            .find(event.order())
            .filter(row -> event.agreesWith(row.status()))
            .orElseThrow(() -> new UnfoundedEventException(event.type()));
    var type = type(event);
    var body = WebhookBody.ofOrder(type, order);
    var interested =
        endpoints.subscriptions(event.order().customer()).stream()
            .filter(subscription -> isFor(subscription, type, order))
            .toList();
    interested.forEach(subscription -> plan(subscription, event, type, body));
    LOG.info("{} deliveries of {}", interested.size(), event.type());
    return interested.size();
  }

  /** Not what happened before the endpoint was registered: a replay is no first notice. */
  private static boolean isFor(Subscription subscription, WebhookType type, Order order) {
    return subscription.status() != EndpointStatus.PENDING
        && subscription.takes(type)
        && !WebhookBody.endedAt(order).isBefore(subscription.createdAt());
  }

  private void plan(Subscription subscription, OrderEvent event, WebhookType type, String body) {
    var id = subscription.endpoint().id();
    var due =
        Delivery.pending(
            new DeliveryKey(id, DeliveryId.of(id, event.notificationKey())),
            subscription.endpoint().customer(),
            type,
            event.order().orderId(),
            body,
            clock.instant());
    var planned =
        subscription.status() == EndpointStatus.DISABLED ? due.failed("endpoint disabled") : due;
    var stored = deliveries.plan(planned).orElse(planned);
    if (stored.needsWaking()) {
      wakeUps.wake(stored);
    }
  }

  private static WebhookType type(OrderEvent event) {
    return switch (event.type()) {
      case "OrderConfirmed" -> WebhookType.ORDER_CONFIRMED;
      case "OrderRejected" -> WebhookType.ORDER_REJECTED;
      case "OrderCancelled" -> WebhookType.ORDER_CANCELLED;
      default -> throw new IllegalStateException("No webhook is for " + event.type());
    };
  }
}
