package com.example.orders.payment.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Money;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.ChargeResult.Charged;
import com.example.orders.payment.ChargeResult.Declined;
import com.example.orders.payment.ChargeResult.Voided;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentKeyReusedException;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxPaymentGatewayTest {
  private static final PaymentKey KEY = new PaymentKey("acme#0190c7de-0000-7000-8000-000000000001");
  private static final Money AMOUNT = new Money(1234, "EUR");
  private static final Instant NOW = Instant.parse("2026-11-21T03:15:00Z");

  private final InMemoryLedger ledger = new InMemoryLedger();
  private final List<Duration> pauses = new ArrayList<>();
  private Runnable duringPause = () -> {};
  private final SandboxPaymentGateway gateway =
      new SandboxPaymentGateway(
          ledger,
          Clock.fixed(NOW, ZoneOffset.UTC),
          duration -> {
            pauses.add(duration);
            duringPause.run();
          });

  @ParameterizedTest
  @ValueSource(strings = {"tok_visa", "tok_mastercard", "tok_amex", "tok_slow"})
  void chargesOnceHoweverOftenItIsAsked(String token) {
    var first = charge(token);
    var again = charge(token);

    assertThat(first).isInstanceOf(Charged.class).isEqualTo(again);
    assertLedger(LedgerStatus.CHARGED, 1, 0, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "tok_declined, card_declined",
    "tok_insufficient_funds, insufficient_funds",
    "tok_expired_card, expired_card",
    "tok_nobody_knows, invalid_token"
  })
  void declinesForGood(String token, String reason) {
    assertThat(charge(token)).isEqualTo(new Declined(reason));
    assertThat(charge(token)).isEqualTo(new Declined(reason));
    assertLedger(LedgerStatus.DECLINED, 0, 0, 2);
  }

  @Test
  void aRetryAfterALostAnswerFindsTheCharge() {
    assertThatThrownBy(() -> charge("tok_timeout_once"))
        .isInstanceOf(PaymentUnavailableException.class);
    assertLedger(LedgerStatus.CHARGED, 1, 0, 1);

    assertThat(charge("tok_timeout_once")).isInstanceOf(Charged.class);
    assertLedger(LedgerStatus.CHARGED, 1, 0, 2);
  }

  @Test
  void aRetryAfterAFailureBeforeTheEffectCharges() {
    assertThatThrownBy(() -> charge("tok_unavailable_once"))
        .isInstanceOf(PaymentUnavailableException.class);
    assertLedger(LedgerStatus.ATTEMPTED, 0, 0, 1);

    assertThat(charge("tok_unavailable_once")).isInstanceOf(Charged.class);
    assertLedger(LedgerStatus.CHARGED, 1, 0, 2);
  }

  @Test
  void theSlowTokenPausesOnlyItself() {
    charge("tok_slow");
    gateway.charge(new PaymentKey("acme#other"), AMOUNT, new PaymentToken("tok_visa"));

    assertThat(pauses).containsExactly(SandboxPaymentGateway.SLOW);
  }

  @Test
  void refusesAKnownKeyWithAnotherAmountCurrencyOrToken() {
    charge("tok_visa");

    assertReused(new Money(1235, "EUR"), "tok_visa");
    assertReused(new Money(1234, "USD"), "tok_visa");
    assertReused(AMOUNT, "tok_mastercard");
    assertLedger(LedgerStatus.CHARGED, 1, 0, 1);
  }

  @Test
  void refusesAnotherAmountAfterAnAttemptWithoutEffect() {
    assertThatThrownBy(() -> charge("tok_unavailable_once"))
        .isInstanceOf(PaymentUnavailableException.class);

    assertReused(new Money(1, "EUR"), "tok_unavailable_once");
  }

  @Test
  void refundsOnce() {
    charge("tok_visa");

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.REFUNDED);
    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.REFUNDED);
    assertLedger(LedgerStatus.REFUNDED, 1, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tok_visa", "tok_declined", "tok_timeout_once", "tok_unavailable_once"})
  void aVoidThatComesFirstMakesTheLateChargeFail(String token) {
    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.VOIDED);

    assertThat(charge(token)).isEqualTo(new Voided());
    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.VOIDED);
    assertLedger(LedgerStatus.VOIDED, 0, 0, 1);
  }

  @Test
  void aLateChargeAfterTheRefundTakesNothing() {
    charge("tok_visa");
    gateway.voidByKey(KEY);

    assertThat(charge("tok_visa")).isEqualTo(new Voided());
    assertLedger(LedgerStatus.REFUNDED, 1, 1, 2);
  }

  @Test
  void voidsADeclinedKey() {
    charge("tok_declined");

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.VOIDED);
    assertThat(charge("tok_declined")).isEqualTo(new Voided());
  }

  @Test
  void voidsAKeyWhoseChargeFailedBeforeTheEffect() {
    assertThatThrownBy(() -> charge("tok_unavailable_once"))
        .isInstanceOf(PaymentUnavailableException.class);

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.VOIDED);
    assertThat(charge("tok_unavailable_once")).isEqualTo(new Voided());
    assertLedger(LedgerStatus.VOIDED, 0, 0, 2);
  }

  @Test
  void refundsAChargeWhoseAnswerWasLost() {
    assertThatThrownBy(() -> charge("tok_timeout_once"))
        .isInstanceOf(PaymentUnavailableException.class);

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.REFUNDED);
    assertLedger(LedgerStatus.REFUNDED, 1, 1, 1);
  }

  @Test
  void aVoidThatWinsTheRaceLeavesTheChargeNothingToTake() {
    ledger.beforeNextWrite(() -> gateway.voidByKey(KEY));

    assertThat(charge("tok_visa")).isEqualTo(new Voided());
    assertLedger(LedgerStatus.VOIDED, 0, 0, 1);
  }

  @Test
  void aVoidDuringASlowChargeLeavesItNothingToTake() {
    duringPause = () -> gateway.voidByKey(KEY);

    assertThat(charge("tok_slow")).isEqualTo(new Voided());
    assertLedger(LedgerStatus.VOIDED, 0, 0, 1);
  }

  @Test
  void aChargeThatWinsTheRaceIsRefundedByTheVoid() {
    ledger.beforeNextWrite(() -> charge("tok_visa"));

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.REFUNDED);
    assertLedger(LedgerStatus.REFUNDED, 1, 1, 1);
  }

  @Test
  void aRetriedChargeThatWinsTheRaceAgainstTheTombstoneIsRefunded() {
    assertThatThrownBy(() -> charge("tok_unavailable_once"))
        .isInstanceOf(PaymentUnavailableException.class);
    ledger.beforeNextWrite(() -> {}); // the void's first write, which finds the attempt
    ledger.beforeNextWrite(() -> charge("tok_unavailable_once"));

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.REFUNDED);
    assertLedger(LedgerStatus.REFUNDED, 1, 1, 2);
  }

  @Test
  void twoChargesAtOnceTakeTheMoneyOnce() {
    ledger.beforeNextWrite(() -> charge("tok_visa"));

    assertThat(charge("tok_visa")).isInstanceOf(Charged.class);
    assertLedger(LedgerStatus.CHARGED, 1, 0, 2);
  }

  @Test
  void twoVoidsAtOnceGiveTheMoneyBackOnce() {
    charge("tok_visa");
    ledger.beforeNextWrite(() -> {}); // the outer void's first write, which finds the charge
    ledger.beforeNextWrite(() -> gateway.voidByKey(KEY));

    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.REFUNDED);
    assertLedger(LedgerStatus.REFUNDED, 1, 1, 1);
  }

  @Test
  void givesUpWithAnUnknownOutcomeWhenEveryRaceIsLost() {
    charge("tok_visa");
    for (var i = 0; i < 20; i++) {
      ledger.beforeNextWrite(this::bumpTheVersion);
    }

    assertThatThrownBy(() -> charge("tok_visa")).isInstanceOf(PaymentUnavailableException.class);
    assertThat(ledger.get(KEY).charges()).isEqualTo(1);
  }

  @Test
  void neverKeepsTheToken() {
    charge("tok_visa");

    assertThat(ledger.get(KEY).toString()).doesNotContain("tok_visa");
  }

  private void bumpTheVersion() {
    var entry = ledger.get(KEY);
    ledger.put(entry.attemptedAgain());
  }

  private ChargeResult charge(String token) {
    return gateway.charge(KEY, AMOUNT, new PaymentToken(token));
  }

  private void assertReused(Money amount, String token) {
    assertThatThrownBy(() -> gateway.charge(KEY, amount, new PaymentToken(token)))
        .isInstanceOf(PaymentKeyReusedException.class);
  }

  private void assertLedger(LedgerStatus status, int charges, int refunds, int attempts) {
    var entry = ledger.get(KEY);
    assertThat(entry.status()).isEqualTo(status);
    assertThat(entry.charges()).as("charges").isEqualTo(charges);
    assertThat(entry.refunds()).as("refunds").isEqualTo(refunds);
    assertThat(entry.attempts()).as("attempts").isEqualTo(attempts);
  }
}
