package com.example.orders.idempotency;

import java.time.Instant;

/** What became of one call. */
public sealed interface Outcome {

  /** This call did it. */
  record DoneNow(String data) implements Outcome {}

  /** It had been done, or another owner recorded it first. */
  record DoneBefore(String data) implements Outcome {}

  /** Another owner is at it; who comes after this moment takes over. */
  record InProgress(Instant until) implements Outcome {}

  /** Nothing was done, and the key is free again. */
  record NothingDone(RuntimeException why) implements Outcome {}
}
