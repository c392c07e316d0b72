package com.example.orders.breaker;

/** The shared state cannot be read or written. No reason to hold a call back: see SharedBreaker. */
public final class BreakerStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BreakerStoreException(Throwable cause) {
    super("The breaker's store does not answer", cause);
  }
}
