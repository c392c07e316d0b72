package com.example.orders.managewebhooks;

import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives an endpoint a new secret; the one before goes on being used for a day. One of the rotation
 * before that does too while its day lasts, or a client whose answer was lost, and who therefore
 * rotates twice, would cut off its own receiver.
 */
final class Rotating {
  static final Duration OVERLAP = Duration.ofHours(24);

  /** So that the header of the signatures stays short. */
  static final int MOST = 3;

  private final Endpoints endpoints;
  private final SecureRandom random;
  private final Clock clock;

  Rotating(Endpoints endpoints, SecureRandom random, Clock clock) {
    this.endpoints = endpoints;
    this.random = random;
    this.clock = clock;
  }

  /** Answers the secrets from now on, the new one first. */
  List<Secret> rotate(EndpointKey key) {
    var endpoint = endpoints.find(key).orElseThrow(RefusedException::unknownWebhook);
    var next = next(endpoint, clock.instant());
    if (!endpoints.replaceSecrets(endpoint, next)) {
      throw RefusedException.changed();
    }
    return next;
  }

  private List<Secret> next(Endpoint endpoint, Instant now) {
    var next = new ArrayList<Secret>();
    next.add(Secret.random(random));
    endpoint.secretsAt(now).stream()
        .limit(MOST - 1)
        .map(secret -> secret.until() == null ? secret.until(now.plus(OVERLAP)) : secret)
        .forEach(next::add);
    return next;
  }
}
