package com.example.orders.idempotency;

import java.time.Instant;
import java.util.Optional;

/**
 * Where the records are kept. Every write has a condition and is one step; a refused one answers
 * what stood there at that moment.
 */
public interface IdempotencyRecords {

  /**
   * Writes the record if the key has none, or one that has expired whether or not it is still
   * there.
   */
  Write create(IdempotencyRecord first, Instant now);

  /** Replaces the record if it is still the one seen, not done, and its lease is over. */
  Write takeOver(IdempotencyRecord seen, IdempotencyRecord next, Instant now);

  /** Replaces the record if it is the same owner's and not done. */
  Write update(IdempotencyRecord next);

  /** Deletes the record if it is this owner's and not done. */
  Write delete(IdempotencyRecord own);

  /** What became of a write. */
  sealed interface Write {}

  /** It is so now. */
  record Written() implements Write {}

  /** The condition did not hold; nothing was changed. */
  record NotWritten(Optional<IdempotencyRecord> current) implements Write {}
}
