package com.example.orders.payment.sandbox;

import com.example.orders.payment.PaymentToken;

/** What a token makes the sandbox do. */
sealed interface TestToken {

  record Approve() implements TestToken {}

  record Decline(String reason) implements TestToken {}

  record LoseTheAnswerOnce() implements TestToken {}

  record FailOnceBeforeTheEffect() implements TestToken {}

  record ApproveSlowly() implements TestToken {}

  static TestToken of(PaymentToken token) {
    return switch (token.value()) {
      case "tok_visa", "tok_mastercard", "tok_amex" -> new Approve();
      case "tok_declined" -> new Decline("card_declined");
      case "tok_insufficient_funds" -> new Decline("insufficient_funds");
      case "tok_expired_card" -> new Decline("expired_card");
      case "tok_timeout_once" -> new LoseTheAnswerOnce();
      case "tok_unavailable_once" -> new FailOnceBeforeTheEffect();
      case "tok_slow" -> new ApproveSlowly();
      default -> new Decline("invalid_token");
    };
  }
}
