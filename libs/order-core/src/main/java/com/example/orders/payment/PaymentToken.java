package com.example.orders.payment;

/** The provider's token for the customer's card. A secret: its text form is masked. */
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
