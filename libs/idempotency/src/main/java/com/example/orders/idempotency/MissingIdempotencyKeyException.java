package com.example.orders.idempotency;

/** A key without all of its parts; nothing has been done and nothing may be done without it. */
public final class MissingIdempotencyKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MissingIdempotencyKeyException(String operation) {
    super("A part of the idempotency key of " + operation + " is missing");
  }
}
