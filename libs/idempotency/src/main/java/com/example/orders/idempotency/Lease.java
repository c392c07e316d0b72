package com.example.orders.idempotency;

import java.time.Instant;

/**
 * The right to do the effect until a moment, given to the effect itself.
 *
 * @param fence grows with every owner of the same key; a system that keeps the largest it has seen
 *     can refuse an owner that is too late
 * @param until when another may take over
 * @param resumed whether an earlier owner may have done the effect, in part or as a whole, without
 *     having recorded it
 */
public record Lease(IdempotencyKey key, long fence, Instant until, boolean resumed) {}
