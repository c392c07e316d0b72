package com.example.orders.idempotency;

/** The key has been used with another payload; nothing was done for this one. */
public final class PayloadMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PayloadMismatchException(IdempotencyKey key) {
    super("Another payload has been seen with the key " + key);
  }
}
