package com.example.orders.payment;

import org.jspecify.annotations.Nullable;

/**
 * The provider is left alone for now, because it does not answer. The workflow waits and asks
 * again; whether an earlier call with the same key took the money is as unknown as it was.
 */
public final class PaymentPausedException extends RuntimeException {
  public PaymentPausedException() {
    this(null);
  }

  public PaymentPausedException(@Nullable PaymentUnavailableException cause) {
    super("The payment provider is left alone for now", cause);
  }
}
