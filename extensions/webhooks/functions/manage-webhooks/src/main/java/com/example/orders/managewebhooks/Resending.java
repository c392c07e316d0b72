package com.example.orders.managewebhooks;

import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.EndpointStatus;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.WakeUps;
import com.example.orders.webhooks.WebhookType;
import java.time.Clock;

/** Sends an ended delivery again: the same text under the same ID, with all its attempts. */
final class Resending {
  private final Endpoints endpoints;
  private final Deliveries deliveries;
  private final WakeUps wakeUps;
  private final Clock clock;

  Resending(Endpoints endpoints, Deliveries deliveries, WakeUps wakeUps, Clock clock) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.wakeUps = wakeUps;
    this.clock = clock;
  }

  /** How the delivery is now. One that is still being tried stays as it is. */
  Delivery resend(EndpointKey endpoint, DeliveryId id) {
    var to = endpoints.find(endpoint).orElseThrow(RefusedException::unknownWebhook);
    var key = new DeliveryKey(endpoint.id(), id);
    var seen = deliveries.find(key).orElseThrow(RefusedException::unknownDelivery);
    if (seen.type() == WebhookType.ENDPOINT_VERIFICATION) {
      throw RefusedException.conflict("A challenge is sent once. Ask for a new verification.");
    }
    if (to.status() != EndpointStatus.ACTIVE) {
      throw RefusedException.conflict("The webhook is " + to.status() + ". Verify it first.");
    }
    var now =
        deliveries.resend(key, clock.instant()).orElseThrow(RefusedException::unknownDelivery);
    if (now.needsWaking()) {
      wakeUps.wake(now);
    }
    return now;
  }
}
