package com.example.orders.payment;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.RefusalException;

/** The provider refused the card. A business refusal: the workflow does not retry it. */
public final class PaymentDeclinedException extends RefusalException {
  private final String reason;

  public PaymentDeclinedException(String reason) {
    super("Payment declined: " + requireNonNull(reason));
    this.reason = reason;
  }

  /** The provider's code, such as {@code insufficient_funds}. */
  public String reason() {
    return reason;
  }
}
