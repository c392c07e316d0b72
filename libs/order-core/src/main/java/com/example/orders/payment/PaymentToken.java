package com.example.orders.payment;

/** Stands for the customer's card at the provider. A secret: its text form is masked. */
public record PaymentToken(String value) {
  public PaymentToken {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A payment token must not be blank");
    }
  }

  @Override
  public String toString() {
    return "tok_***";
  }
}
