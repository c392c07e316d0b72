package com.example.orders.breaker;

import static java.util.Objects.requireNonNull;

import com.example.orders.breaker.SharedBreaker.Refused;
import com.example.orders.lambda.AwsClients;
import com.example.orders.order.Money;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentPausedException;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import com.example.orders.settings.CurrentSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A payment provider that is left alone while it does not answer. Only {@link
 * PaymentUnavailableException} and slow answers speak against it; a declined card is an answer.
 */
public final class GuardedPaymentGateway implements PaymentGateway {
  private final PaymentGateway gateway;
  private final SharedBreaker breaker;
  private final InstantSource clock;

  public GuardedPaymentGateway(PaymentGateway gateway, SharedBreaker breaker, InstantSource clock) {
    this.gateway = requireNonNull(gateway);
    this.breaker = requireNonNull(breaker);
    this.clock = requireNonNull(clock);
  }

  /**
   * All environments share what that table says of the provider.
   *
   * @param settings asked each time, for they may change while the environment lives
   */
  public static GuardedPaymentGateway over(
      PaymentGateway gateway, String breakersTable, CurrentSettings settings) {
    var clock = Clock.systemUTC();
    var dynamoDb =
        AwsClients.buildOnce(DynamoDbClient.builder(), DynamoDbBreakerStore.LONGEST_CALL, settings);
    var store = new DynamoDbBreakerStore(dynamoDb, breakersTable, "payment-gateway", clock);
    var breaker = new SharedBreaker(store, () -> settings.now().breaker(), clock);
    return new GuardedPaymentGateway(gateway, breaker, clock);
  }

  @Override
  public boolean takesCalls() {
    return breaker.takesCalls();
  }

  @Override
  public ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
    return call(() -> gateway.charge(key, amount, token));
  }

  @Override
  public VoidResult voidByKey(PaymentKey key) {
    return call(() -> gateway.voidByKey(key));
  }

  private <R> R call(Supplier<R> work) {
    var permit = breaker.permit();
    if (permit instanceof Refused) {
      throw new PaymentPausedException();
    }
    var begun = clock.instant();
    try {
      var answer = work.get();
      breaker.succeeded(permit, since(begun));
      return answer;
    } catch (PaymentUnavailableException e) {
      if (breaker.failed(permit, since(begun))) {
        throw new PaymentPausedException(e);
      }
      throw e;
    } catch (RuntimeException e) { // its answer, or our own fault: not the provider's
      breaker.succeeded(permit, since(begun));
      throw e;
    }
  }

  private Duration since(Instant begun) {
    return Duration.between(begun, clock.instant());
  }
}
