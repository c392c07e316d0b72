package com.example.orders.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be sent when, and what became of it. A queue's message only wakes the sender up. */
public interface Deliveries {
  /** How long an attempt has the delivery to itself; longer than an invocation can take. */
  Duration LEASE = Duration.ofSeconds(60);

  /** Answers what stands there already, and changes nothing then; empty if it is new. */
  Optional<Delivery> plan(Delivery delivery);

  /** Begins an attempt if one is due. */
  ClaimResult claim(DeliveryKey key, Instant now);

  /** Whether an attempt may be made. */
  sealed interface ClaimResult {}

  /**
   * It may, by this caller only, until the lease ends.
   *
   * @param delivery with this attempt counted
   * @param token that the outcome is recorded with
   */
  record Claimed(Delivery delivery, String token) implements ClaimResult {}

  /** Not before that time. */
  record TooEarly(Instant nextAttemptAt) implements ClaimResult {}

  /** No more: delivered, given up, or gone. */
  record Ended() implements ClaimResult {}

  /** False if the lease ended and another attempt was begun: its outcome counts. */
  boolean delivered(Claimed claim, String outcome);

  /** The same for an attempt that failed and is not the last. */
  boolean tryAgain(Claimed claim, Instant at, String outcome);

  /** The same for the last attempt. */
  boolean giveUp(Claimed claim, String outcome);

  Optional<Delivery> find(DeliveryKey key);

  /** Makes an ended one pending again, with all its attempts; answers how it is now. */
  Optional<Delivery> resend(DeliveryKey key, Instant now);

  /** An endpoint's deliveries, the newest first. It may lag behind by a moment. */
  Page page(EndpointId endpoint, int limit, @Nullable Place after);

  /** A page, and where the next one begins if there may be one. */
  record Page(List<Listed> deliveries, Optional<Place> next) {}

  /** A delivery in a list. */
  record Listed(
      Place place,
      WebhookType type,
      @Nullable String orderId,
      DeliveryState state,
      int attempts,
      Instant nextAttemptAt,
      @Nullable String lastOutcome) {}

  /** The place of a delivery in its endpoint's list. */
  record Place(Instant createdAt, DeliveryId id) {}
}
