package com.example.orders.operatefailures;

import com.example.orders.failures.FailureId;

/** Gives failures back to where they come from. */
interface Replays {

  /**
   * Replays one entry now.
   *
   * @param by who wants it
   */
  Outcome replay(FailureId id, String by);

  /** What became of the wish. */
  sealed interface Outcome {}

  /** It was sent to its origin; whether it has an effect shows later. */
  record Sent(String detail) implements Outcome {}

  /** It cannot be replayed now, or not at all. */
  record Refused(String reason) implements Outcome {}

  /** Nobody knows whether it was sent: the entry tells. */
  record Unknown() implements Outcome {}
}
