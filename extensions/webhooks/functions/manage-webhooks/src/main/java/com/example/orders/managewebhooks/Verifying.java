package com.example.orders.managewebhooks;

import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.WakeUps;
import com.example.orders.webhooks.WebhookBody;
import com.example.orders.webhooks.WebhookType;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Has a challenge sent, which only somebody who reads what is sent there can meet. */
final class Verifying {
  /** Of one endpoint, so that nobody has others' servers knocked at all day. */
  static final int A_DAY = 10;

  private static final int BYTES = 32;

  private final Endpoints endpoints;
  private final Deliveries deliveries;
  private final WakeUps wakeUps;
  private final SecureRandom random;
  private final Clock clock;

  Verifying(
      Endpoints endpoints,
      Deliveries deliveries,
      WakeUps wakeUps,
      SecureRandom random,
      Clock clock) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.wakeUps = wakeUps;
    this.random = random;
    this.clock = clock;
  }

  Delivery verify(EndpointKey key) {
    var now = clock.instant();
    var endpoint = endpoints.find(key).orElseThrow(RefusedException::unknownWebhook);
    var count =
        endpoint
            .verifications()
            .next(LocalDate.ofInstant(now, ZoneOffset.UTC), A_DAY)
            .orElseThrow(() -> RefusedException.tooManyToday("verifications", A_DAY));
    if (!endpoints.countVerification(endpoint, count)) {
      throw RefusedException.changed();
    }
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var challenge = HexFormat.of().formatHex(bytes);
    var delivery =
        Delivery.pending(
            new DeliveryKey(key.id(), DeliveryId.of(key.id(), challenge)),
            key.customer(),
            WebhookType.ENDPOINT_VERIFICATION,
            null,
            WebhookBody.ofChallenge(challenge, now),
            now);
    deliveries.plan(delivery);
    wakeUps.wake(delivery);
    return delivery;
  }
}
