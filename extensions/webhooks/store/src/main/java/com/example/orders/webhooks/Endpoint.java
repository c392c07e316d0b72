package com.example.orders.webhooks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a customer wants to be sent what happens to the orders.
 *
 * @param types that are sent; none stands for all
 * @param secrets the newest first; the others until they end
 * @param failedInARow deliveries that were given up since the last success
 * @param disabled since when and why, while it is
 * @param verifications that were asked for
 */
public record Endpoint(
    EndpointKey key,
    String url,
    List<WebhookType> types,
    EndpointStatus status,
    List<Secret> secrets,
    int failedInARow,
    @Nullable Disabled disabled,
    DailyCount verifications,
    Instant createdAt) {

  /** Since when an endpoint is disabled, and why, in words for the customer. */
  public record Disabled(Instant at, String reason) {}

  public Endpoint {
    types = List.copyOf(types);
    secrets = List.copyOf(secrets);
  }

  /** One that has to prove first that it is the customer's. */
  public static Endpoint pending(
      EndpointKey key, String url, List<WebhookType> types, Secret secret, Instant now) {
    return new Endpoint(
        key, url, types, EndpointStatus.PENDING, List.of(secret), 0, null, DailyCount.NEVER, now);
  }

  /** The same without address and secrets. */
  Subscription subscription() {
    return new Subscription(key, types, status, createdAt);
  }

  public boolean takes(WebhookType type) {
    return subscription().takes(type);
  }

  /** The keys to sign with: all that are used at that time. */
  public List<Secret> secretsAt(Instant now) {
    return secrets.stream().filter(secret -> secret.isUsedAt(now)).toList();
  }
}
