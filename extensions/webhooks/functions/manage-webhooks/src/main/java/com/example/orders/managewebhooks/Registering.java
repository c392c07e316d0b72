package com.example.orders.managewebhooks;

import com.example.orders.order.CustomerId;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.EndpointUrl;
import com.example.orders.webhooks.EndpointUrl.RefusedUrlException;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Network;
import com.example.orders.webhooks.Secret;
import java.security.SecureRandom;
import java.time.Clock;

/** Registers an endpoint, which has to prove then that it is the customer's. */
final class Registering {
  /** Of one customer, whatever it deletes in between: each may be sent a few challenges. */
  static final int A_DAY = 20;

  private final Endpoints endpoints;
  private final Network network;
  private final int limit;
  private final SecureRandom random;
  private final Clock clock;

  /**
   * @param limit of endpoints of one customer
   */
  Registering(Endpoints endpoints, Network network, int limit, SecureRandom random, Clock clock) {
    this.endpoints = endpoints;
    this.network = network;
    this.limit = limit;
    this.random = random;
    this.clock = clock;
  }

  Endpoint register(CustomerId customer, WebhookRequest.Wanted wanted) {
    var endpoint =
        Endpoint.pending(
            new EndpointKey(customer, EndpointId.random()),
            url(wanted.url()),
            wanted.types(),
            Secret.random(random),
            clock.instant());
    return switch (endpoints.register(endpoint, limit, A_DAY)) {
      case STORED -> endpoint;
      case TOO_MANY ->
          throw RefusedException.conflict(
              "You have " + limit + " webhooks, and no more are possible. Delete one first.");
      case TOO_MANY_TODAY -> throw RefusedException.tooManyToday("registrations", A_DAY);
    };
  }

  private String url(String text) {
    try {
      return EndpointUrl.parse(text, network).uri().toString();
    } catch (RefusedUrlException e) {
      throw RefusedException.body("url is refused: " + e.getMessage() + ".");
    }
  }
}
