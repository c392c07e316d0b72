package com.example.orders.payment;

/** A payment key came again with another amount or token: a fault of the caller, never retried. */
public final class PaymentKeyReusedException extends RuntimeException {
  public PaymentKeyReusedException(PaymentKey key) {
    super("Payment key was first used for another amount or token: " + key);
  }
}
