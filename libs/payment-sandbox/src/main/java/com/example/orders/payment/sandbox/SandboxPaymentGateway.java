package com.example.orders.payment.sandbox;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.Money;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentKeyReusedException;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import com.example.orders.payment.sandbox.LedgerEntry.ChargeRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A payment provider's sandbox: no money moves, but its promises are those of a provider. The token
 * decides the outcome, in the manner of card processors' test tokens:
 *
 * <table>
 * <caption>Test tokens</caption>
 * <tr><td>{@code tok_visa tok_mastercard tok_amex}<td>charged
 * <tr><td>{@code tok_declined}<td>declined, {@code card_declined}
 * <tr><td>{@code tok_insufficient_funds}<td>declined, {@code insufficient_funds}
 * <tr><td>{@code tok_expired_card}<td>declined, {@code expired_card}
 * <tr><td>{@code tok_timeout_once}<td>charged, but the first answer is lost; a retry finds the charge
 * <tr><td>{@code tok_unavailable_once}<td>the first call fails before it takes effect; a retry is charged
 * <tr><td>{@code tok_slow}<td>charged after two seconds
 * <tr><td>any other<td>declined, {@code invalid_token}
 * </table>
 */
public final class SandboxPaymentGateway implements PaymentGateway {
  static final Duration SLOW = Duration.ofSeconds(2);

  /** Each lost race means that another call moved the key forward, and it has few places to go. */
  private static final int MOST_RACES = 10;

  private final Ledger ledger;
  private final Clock clock;
  private final Consumer<Duration> pause;

  SandboxPaymentGateway(Ledger ledger, Clock clock, Consumer<Duration> pause) {
    this.ledger = requireNonNull(ledger);
    this.clock = requireNonNull(clock);
    this.pause = requireNonNull(pause);
  }

  /** Its ledger is that table. */
  public static SandboxPaymentGateway over(DynamoDbClient dynamoDb, String ledgerTable) {
    var ledger = new DynamoDbLedger(dynamoDb, ledgerTable);
    return new SandboxPaymentGateway(ledger, Clock.systemUTC(), SandboxPaymentGateway::sleep);
  }

  @Override
  public ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
    var request = ChargeRequest.of(amount, token);
    var outcome = TestToken.of(token);
    if (outcome instanceof TestToken.ApproveSlowly) {
      pause.accept(SLOW);
    }
    return settle(
        seen -> seen == null ? first(key, request, outcome) : again(seen, request, outcome));
  }

  @Override
  public VoidResult voidByKey(PaymentKey key) {
    return settle(seen -> seen == null ? tombstone(key) : undo(seen));
  }

  /** What to write over the entry that was seen, and what to answer once that is written. */
  private record Step<R>(@Nullable LedgerEntry next, Supplier<R> answer) {}

  private interface Plan<R> {
    Step<R> over(@Nullable LedgerEntry seen);
  }

  /** Most keys are new, so the first write bets on that: a charge costs one write and no read. */
  private <R> R settle(Plan<R> plan) {
    LedgerEntry seen = null;
    for (var race = 0; race < MOST_RACES; race++) {
      var step = plan.over(seen);
      var next = step.next();
      if (next == null) {
        return step.answer().get();
      }
      var inTheWay = ledger.swap(seen, next);
      if (inTheWay.isEmpty()) {
        return step.answer().get();
      }
      seen = inTheWay.get();
    }
    throw new PaymentUnavailableException("Too many calls at once for one payment key");
  }

  private Step<ChargeResult> first(PaymentKey key, ChargeRequest request, TestToken outcome) {
    var attempt = LedgerEntry.attempted(key, request, clock.instant());
    if (outcome instanceof TestToken.FailOnceBeforeTheEffect) {
      return unanswered(attempt, "The provider is unavailable; nothing was charged");
    }
    return take(attempt, outcome);
  }

  private Step<ChargeResult> again(LedgerEntry seen, ChargeRequest request, TestToken outcome) {
    var attempt = seen.attemptedAgain();
    return switch (seen.status()) {
      case VOIDED, REFUNDED -> answered(attempt);
      case ATTEMPTED -> take(sameRequest(attempt, request), outcome);
      case CHARGED, DECLINED -> answered(sameRequest(attempt, request));
    };
  }

  private Step<ChargeResult> take(LedgerEntry attempt, TestToken outcome) {
    var now = clock.instant();
    return switch (outcome) {
      case TestToken.Decline(var reason) -> answered(attempt.declined(reason, now));
      case TestToken.LoseTheAnswerOnce() ->
          unanswered(attempt.charged(now), "The provider's answer was lost");
      case TestToken.Approve(), TestToken.ApproveSlowly(), TestToken.FailOnceBeforeTheEffect() ->
          answered(attempt.charged(now));
    };
  }

  private static Step<ChargeResult> answered(LedgerEntry entry) {
    return new Step<>(entry, entry::chargeResult);
  }

  private static Step<ChargeResult> unanswered(LedgerEntry entry, String why) {
    return new Step<>(
        entry,
        () -> {
          throw new PaymentUnavailableException(why);
        });
  }

  private static LedgerEntry sameRequest(LedgerEntry entry, ChargeRequest request) {
    if (!request.equals(entry.request())) {
      throw new PaymentKeyReusedException(entry.key());
    }
    return entry;
  }

  private Step<VoidResult> tombstone(PaymentKey key) {
    return new Step<>(LedgerEntry.tombstone(key, clock.instant()), () -> VoidResult.VOIDED);
  }

  private Step<VoidResult> undo(LedgerEntry seen) {
    return switch (seen.status()) {
      case CHARGED -> new Step<>(seen.refunded(clock.instant()), () -> VoidResult.REFUNDED);
      case ATTEMPTED, DECLINED -> new Step<>(seen.voided(clock.instant()), () -> VoidResult.VOIDED);
      case REFUNDED -> new Step<>(null, () -> VoidResult.REFUNDED);
      case VOIDED -> new Step<>(null, () -> VoidResult.VOIDED);
    };
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PaymentUnavailableException("Interrupted while the provider was slow", e);
    }
  }
}
