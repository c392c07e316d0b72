package com.example.orders.idempotency;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One key's record.
 *
 * @param owner whose claim it is; unique for each claim
 * @param fence see {@link Lease#fence()}
 * @param payloadHash SHA-256 over the payload's canonical JSON
 * @param expiresAt when the key may be used anew, in whole seconds
 * @param leaseUntil when another may take over, in whole milliseconds; absent once it is done
 * @param data what was recorded; absent until it is done
 */
public record IdempotencyRecord(
    IdempotencyKey key,
    String owner,
    long fence,
    String payloadHash,
    Instant expiresAt,
    @Nullable Instant leaseUntil,
    @Nullable String data) {

  boolean isDone() {
    return data != null;
  }

  boolean isOf(IdempotencyRecord other) {
    return owner.equals(other.owner());
  }

  IdempotencyRecord done(String result, Instant expiry) {
    return new IdempotencyRecord(key, owner, fence, payloadHash, expiry, null, result);
  }

  IdempotencyRecord givenUp() {
    return new IdempotencyRecord(key, owner, fence, payloadHash, expiresAt, Instant.EPOCH, null);
  }
}
