package com.example.orders.chargepayment;

import com.example.orders.order.Money;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.ChargeResult.Charged;
import com.example.orders.payment.ChargeResult.Declined;
import com.example.orders.payment.ChargeResult.Voided;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentId;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Idempotent by key, as the port promises; its next answer can be lost, and it can be left alone.
 */
final class InMemoryPaymentGateway implements PaymentGateway {
  private final Map<PaymentKey, Charged> charges = new HashMap<>();
  private final Set<PaymentKey> voided = new HashSet<>();
  private final List<Money> taken = new ArrayList<>();
  private Runnable duringCharge = () -> {};
  private boolean loseNextAnswer;
  private boolean takesCalls = true;

  List<Money> taken() {
    return taken;
  }

  void loseNextAnswer() {
    loseNextAnswer = true;
  }

  void leaveAlone(boolean isLeftAlone) {
    takesCalls = !isLeftAlone;
  }

  @Override
  public boolean takesCalls() {
    return takesCalls;
  }

  void duringCharge(Runnable happening) {
    duringCharge = happening;
  }

  @Override
  public ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
    duringCharge.run();
    if (voided.contains(key)) {
      return new Voided();
    }
    if (token.value().equals("tok_declined")) {
      return new Declined("card_declined");
    }
    var charged = charges.computeIfAbsent(key, _ -> take(amount));
    if (loseNextAnswer) {
      loseNextAnswer = false;
      throw new PaymentUnavailableException("The answer was lost");
    }
    return charged;
  }

  @Override
  public VoidResult voidByKey(PaymentKey key) {
    voided.add(key);
    return charges.containsKey(key) ? VoidResult.REFUNDED : VoidResult.VOIDED;
  }

  private Charged take(Money amount) {
    taken.add(amount);
    return new Charged(new PaymentId("pay_" + taken.size()), Instant.EPOCH);
  }
}
