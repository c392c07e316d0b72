package com.example.orders.payment;

/** The provider's name for a payment; safe to show and to log. */
public record PaymentId(String value) {
  public PaymentId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A payment ID must not be blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
