package com.example.orders.idempotency;

import java.time.Instant;

/** Every answer is lost and the SDK sends the write again: what it sees then is its own record. */
record RepeatedWrites(IdempotencyRecords records) implements IdempotencyRecords {

  @Override
  public Write create(IdempotencyRecord first, Instant now) {
    var _ = records.create(first, now);
    return records.create(first, now);
  }

  @Override
  public Write takeOver(IdempotencyRecord seen, IdempotencyRecord next, Instant now) {
    var _ = records.takeOver(seen, next, now);
    return records.takeOver(seen, next, now);
  }

  @Override
  public Write update(IdempotencyRecord next) {
    var _ = records.update(next);
    return records.update(next);
  }

  @Override
  public Write delete(IdempotencyRecord own) {
    var _ = records.delete(own);
    return records.delete(own);
  }
}
