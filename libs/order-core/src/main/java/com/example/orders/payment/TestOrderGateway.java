package com.example.orders.payment;

import com.example.orders.order.Money;
import com.example.orders.order.Sha256;
import com.example.orders.payment.ChargeResult.Charged;
import com.example.orders.payment.ChargeResult.Declined;
import java.time.Clock;

/**
 * Stands in for the payment provider where an order is a test. It calls nobody and keeps nothing:
 * its answers follow from what it is asked. That a charge which arrives late does not count is seen
 * to by the order's row.
 */
public final class TestOrderGateway implements PaymentGateway {
  /** The one card that it declines. */
  private static final String DECLINED = "tok_declined";

  private final Clock clock;

  public TestOrderGateway(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
    return token.value().equals(DECLINED)
        ? new Declined("card_declined")
        : new Charged(paymentId(key), clock.instant());
  }

  /** Nothing was ever taken. */
  @Override
  public VoidResult voidByKey(PaymentKey key) {
    return VoidResult.VOIDED;
  }

  private static PaymentId paymentId(PaymentKey key) {
    return new PaymentId("test_" + Sha256.hex(key.value()).substring(0, 24));
  }
}
