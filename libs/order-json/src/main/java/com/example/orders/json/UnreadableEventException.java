package com.example.orders.json;

/** No event that a consumer may act on; trying again cannot help. Quotes nothing of it. */
public final class UnreadableEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableEventException(String message) {
    super(message);
  }
}
