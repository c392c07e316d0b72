package com.example.orders.deliverwebhooks;

import static java.util.Objects.requireNonNull;

import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointStatus;
import com.example.orders.webhooks.Endpoints;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disables an endpoint that has failed for long, and says so. The notice goes first: if its call
 * fails, the attempt is made again, and the endpoint is still there to be disabled. Copies of a
 * notice have the same key.
 */
final class Streaks {
  private static final Logger LOG = LoggerFactory.getLogger(Streaks.class);

  private final Endpoints endpoints;
  private final Notices notices;
  private final int disableAfter;
  private final Clock clock;

  /** Where it is said that an endpoint is sent to no more. */
  interface Notices {

    /**
     * @param key the same for every copy
     */
    void disabled(Endpoint endpoint, String key, String reason);
  }

  /**
   * @param disableAfter deliveries in a row that were given up
   */
  Streaks(Endpoints endpoints, Notices notices, int disableAfter, Clock clock) {
    this.endpoints = requireNonNull(endpoints);
    this.notices = requireNonNull(notices);
    this.disableAfter = disableAfter;
    this.clock = requireNonNull(clock);
  }

  /** The endpoint says itself that there is nothing to be sent to any more. */
  void gone(Endpoint endpoint) {
    disable(endpoint, "it answered 410 Gone");
  }

  /** A delivery of it has used up its attempts. */
  void gaveUp(Endpoint endpoint, DeliveryId delivery, String outcome) {
    var inARow = endpoints.countFailure(endpoint.key(), delivery);
    if (inARow >= disableAfter) {
      disable(endpoint, inARow + " deliveries in a row failed, the last one with: " + outcome);
    }
  }

  private void disable(Endpoint seen, String reason) {
    var endpoint = endpoints.find(seen.key()).orElse(seen);
    if (endpoint.status() != EndpointStatus.ACTIVE) {
      return; // another delivery did it
    }
    notices.disabled(endpoint, key(endpoint), reason);
    if (endpoints.disable(endpoint.key(), clock.instant(), reason)) {
      LOG.warn("Disabled {}: {}", endpoint.key().id(), reason);
    }
  }

  /** Enabled again is an endpoint only by a further verification. */
  private static String key(Endpoint endpoint) {
    var verifications = endpoint.verifications();
    return "%s#WebhookEndpointDisabled#%s#%d"
        .formatted(endpoint.key().id(), verifications.day(), verifications.count());
  }
}
