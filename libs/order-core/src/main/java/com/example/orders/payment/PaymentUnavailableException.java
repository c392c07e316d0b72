package com.example.orders.payment;

import org.jspecify.annotations.Nullable;

/** The provider gave no answer: the money may or may not be taken. Ask again with the same key. */
public final class PaymentUnavailableException extends RuntimeException {
  public PaymentUnavailableException(String message) {
    this(message, null);
  }

  public PaymentUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
