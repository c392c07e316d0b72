package com.example.orders.idempotency;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The records as the port describes them; one lock for every step. */
final class InMemoryIdempotencyRecords implements IdempotencyRecords {
  private final Map<IdempotencyKey, IdempotencyRecord> records = new HashMap<>();

  @Override
  public Write create(IdempotencyRecord first, Instant now) {
    return put(
        first, seen -> seen == null || seen.expiresAt().getEpochSecond() < now.getEpochSecond());
  }

  @Override
  public Write takeOver(IdempotencyRecord seen, IdempotencyRecord next, Instant now) {
    return put(next, held -> isHeldBy(seen, held) && leaseIsOver(held, now));
  }

  @Override
  public Write update(IdempotencyRecord next) {
    return put(next, held -> isHeldBy(next, held));
  }

  @Override
  public synchronized Write delete(IdempotencyRecord own) {
    var held = records.get(own.key());
    if (!isHeldBy(own, held)) {
      return new NotWritten(Optional.ofNullable(held));
    }
    records.remove(own.key());
    return new Written();
  }

  synchronized void forget(IdempotencyKey key) {
    records.remove(key);
  }

  private static boolean isHeldBy(IdempotencyRecord owner, @Nullable IdempotencyRecord held) {
    return held != null && held.isOf(owner) && !held.isDone();
  }

  private static boolean leaseIsOver(@Nullable IdempotencyRecord held, Instant now) {
    return held != null && held.leaseUntil() != null && held.leaseUntil().isBefore(now);
  }

  private synchronized Write put(
      IdempotencyRecord next, Predicate<@Nullable IdempotencyRecord> condition) {
    var held = records.get(next.key());
    if (!condition.test(held)) {
      return new NotWritten(Optional.ofNullable(held));
    }
    records.put(next.key(), next);
    return new Written();
  }
}
