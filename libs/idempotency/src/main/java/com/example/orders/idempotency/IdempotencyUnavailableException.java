package com.example.orders.idempotency;

/**
 * The records cannot be read or written. Before the effect it means that nothing was done; after
 * it, that what was done is not recorded and the effect's own guard must know it on the next try.
 */
public final class IdempotencyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IdempotencyUnavailableException(Throwable cause) {
    super("The idempotency records do not answer", cause);
  }
}
