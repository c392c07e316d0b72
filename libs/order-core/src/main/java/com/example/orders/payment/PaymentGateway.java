package com.example.orders.payment;

import com.example.orders.order.Money;

/**
 * A payment provider that is idempotent by key: whatever is retried, and in whatever order charge
 * and void arrive, money is taken at most once per key and given back at most once.
 */
public interface PaymentGateway {

  /**
   * Whether a charge has a chance now. Asked before an order is claimed for its charge, because its
   * customer can cancel it only until then.
   */
  default boolean takesCalls() {
    return true;
  }

  /**
   * Takes the money, or answers what became of the first charge with this key.
   *
   * @throws PaymentUnavailableException when it is unknown whether the money was taken: ask again
   *     with the same key
   * @throws PaymentPausedException when the provider is left alone: ask again in minutes
   * @throws PaymentKeyReusedException when the key was first used for another amount or token
   */
  ChargeResult charge(PaymentKey key, Money amount, PaymentToken token);

  /**
   * Undoes a charge by its key: gives the money back, or leaves a tombstone that makes a charge
   * which arrives late fail.
   *
   * @throws PaymentUnavailableException when the outcome is unknown: ask again with the same key
   * @throws PaymentPausedException when the provider is left alone: ask again in minutes
   */
  VoidResult voidByKey(PaymentKey key);
}
