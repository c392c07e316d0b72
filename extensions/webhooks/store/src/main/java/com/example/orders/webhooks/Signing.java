package com.example.orders.webhooks;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it. */
public final class Signing {
  private Signing() {}

  /**
   * The three headers of an attempt.
   *
   * @param at of this attempt, not of the event: a receiver refuses what is five minutes old
   * @param secrets one signature each, so that a receiver may know either
   */
  public static Map<String, String> headers(
      DeliveryId id, Instant at, String body, List<Secret> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("A webhook without a signature would prove nothing");
    }
    return Map.of(
        "webhook-id",
        id.value(),
        "webhook-timestamp",
        Long.toString(at.getEpochSecond()),
        "webhook-signature",
        secrets.stream()
            .map(secret -> signature(secret, id.value(), at, body))
            .collect(Collectors.joining(" ")));
  }

  static String signature(Secret secret, String id, Instant at, String body) {
    try {
      return new Webhook(secret.key()).sign(id, at.getEpochSecond(), body);
    } catch (EmptyWebhookSecretException | WebhookSigningException e) {
      throw new IllegalStateException("A secret that we made cannot sign", e);
    }
  }
}
