package com.example.orders.payment;

/** The provider's idempotency key: one per order, so that a retry can never be a second payment. */
public record PaymentKey(String value) {
  public PaymentKey {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A payment key must not be blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
