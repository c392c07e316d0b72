package com.example.orders.payment.sandbox;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.Money;
import com.example.orders.order.Sha256;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.PaymentId;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentToken;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of one payment key. Immutable: each change is a new entry with the next
 * version, and only the ledger's condition on the version makes it count.
 *
 * @param request what the first charge asked for; absent where a void came first
 * @param settledAt when the charge was made or declined
 * @param voidedAt when the key was refunded or voided
 */
record LedgerEntry(
    PaymentKey key,
    int version,
    LedgerStatus status,
    @Nullable ChargeRequest request,
    @Nullable String reason,
    int attempts,
    int charges,
    int refunds,
    Instant createdAt,
    @Nullable Instant settledAt,
    @Nullable Instant voidedAt) {

  /** The token is kept as a fingerprint only: enough to tell that a repeat is the same request. */
  record ChargeRequest(Money amount, String tokenFingerprint) {
    static ChargeRequest of(Money amount, PaymentToken token) {
      return new ChargeRequest(amount, Sha256.hex(token.value()).substring(0, 16));
    }
  }

  static LedgerEntry attempted(PaymentKey key, ChargeRequest request, Instant at) {
    return new LedgerEntry(key, 1, LedgerStatus.ATTEMPTED, request, null, 1, 0, 0, at, null, null);
  }

  static LedgerEntry tombstone(PaymentKey key, Instant at) {
    return new LedgerEntry(key, 1, LedgerStatus.VOIDED, null, null, 0, 0, 0, at, null, at);
  }

  /** The same key always has the same payment ID, so a lost answer cannot make a second one. */
  PaymentId paymentId() {
    return new PaymentId("pay_" + Sha256.hex(key.value()).substring(0, 24));
  }

  /** What a charge that meets this entry is answered. */
  ChargeResult chargeResult() {
    return switch (status) {
      case CHARGED -> new ChargeResult.Charged(paymentId(), requireNonNull(settledAt));
      case DECLINED -> new ChargeResult.Declined(requireNonNull(reason));
      case REFUNDED, VOIDED -> new ChargeResult.Voided();
      case ATTEMPTED -> throw new IllegalStateException("Nothing has been decided for " + key);
    };
  }

  LedgerEntry charged(Instant at) {
    return settled(LedgerStatus.CHARGED, null, charges + 1, at);
  }

  LedgerEntry declined(String code, Instant at) {
    return settled(LedgerStatus.DECLINED, code, charges, at);
  }

  LedgerEntry refunded(Instant at) {
    return voided(LedgerStatus.REFUNDED, refunds + 1, at);
  }

  LedgerEntry voided(Instant at) {
    return voided(LedgerStatus.VOIDED, refunds, at);
  }

  LedgerEntry attemptedAgain() {
    return new LedgerEntry(
        key,
        version + 1,
        status,
        request,
        reason,
        attempts + 1,
        charges,
        refunds,
        createdAt,
        settledAt,
        voidedAt);
  }

  private LedgerEntry settled(LedgerStatus next, @Nullable String code, int taken, Instant at) {
    return new LedgerEntry(
        key, version, next, request, code, attempts, taken, refunds, createdAt, at, voidedAt);
  }

  private LedgerEntry voided(LedgerStatus next, int returned, Instant at) {
    return new LedgerEntry(
        key,
        version + 1,
        next,
        request,
        reason,
        attempts,
        charges,
        returned,
        createdAt,
        settledAt,
        at);
  }
}
