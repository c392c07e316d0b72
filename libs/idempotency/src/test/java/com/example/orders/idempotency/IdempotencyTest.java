package com.example.orders.idempotency;

/** The promises with records in memory. */
class IdempotencyTest extends IdempotencyPromisesTest {
  private final InMemoryIdempotencyRecords records = new InMemoryIdempotencyRecords();

  @Override
  IdempotencyRecords records() {
    return records;
  }

  @Override
  void forget(IdempotencyKey forgotten) {
    records.forget(forgotten);
  }
}
