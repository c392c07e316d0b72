package com.example.orders.live;

import java.time.Duration;
import java.time.Instant;

/** One connection of a customer, which may have ended unseen: its end is sent at best once. */
public record Connection(ConnectionId id, Instant connectedAt) {
  /** API Gateway ends a connection after two hours (guide, "Quotas"); five minutes for clocks. */
  public static final Duration LONGEST = Duration.ofMinutes(125);

  /**
   * So long API Gateway may answer that a new connection is gone, though it is about to open: a
   * handshake waits 29 seconds for its function at most (guide, "Quotas"); the rest for clocks.
   */
  static final Duration OPENING = Duration.ofMinutes(1);

  /** Whether it cannot be open any more. */
  boolean isOver(Instant now) {
    return !connectedAt.plus(LONGEST).isAfter(now);
  }

  /** Whether an answer that it is gone may only mean that it is not open yet. */
  public boolean isOpening(Instant now) {
    return connectedAt.plus(OPENING).isAfter(now);
  }
}
