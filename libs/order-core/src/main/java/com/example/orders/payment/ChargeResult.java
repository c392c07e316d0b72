package com.example.orders.payment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** What became of a charge. That it is unknown is not among them: that is an exception. */
public sealed interface ChargeResult {

  /** The money was taken, now or by an earlier call with the same key. */
  record Charged(PaymentId paymentId, Instant at) implements ChargeResult {
    public Charged {
      requireNonNull(paymentId);
      requireNonNull(at);
    }
  }

  /** The provider declined, for good; the code is lower-case words with underscores. */
  record Declined(String reason) implements ChargeResult {
    public Declined {
      requireNonNull(reason);
    }
  }

  /** The key was voided before: nothing is taken any more. */
  record Voided() implements ChargeResult {}
}
