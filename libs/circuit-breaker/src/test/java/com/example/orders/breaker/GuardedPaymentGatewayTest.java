package com.example.orders.breaker;

import static com.example.orders.settings.BreakerSettings.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Money;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.ChargeResult.Declined;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentKeyReusedException;
import com.example.orders.payment.PaymentPausedException;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The provider's answers as the workflow sees them. */
class GuardedPaymentGatewayTest {
  private static final PaymentKey KEY = new PaymentKey("acme#1");

  private Instant now = Instant.parse("2026-11-21T03:15:00Z");
  private final Provider provider = new Provider();
  private final GuardedPaymentGateway gateway =
      new GuardedPaymentGateway(
          provider, new SharedBreaker(new Alone(), () -> DEFAULT, () -> now), () -> now);

  @Test
  void answersLikeTheProvider() {
    assertThat(charge()).isEqualTo(new Declined("card_declined"));
    assertThat(gateway.voidByKey(KEY)).isEqualTo(VoidResult.VOIDED);
    assertThat(provider.calls).isEqualTo(2);
  }

  @Test
  void afterFiveFailuresTheProviderIsLeftAlone() {
    provider.answer = Provider::unavailable;
    for (var call = 1; call < DEFAULT.minimumCalls(); call++) {
      assertThatThrownBy(this::charge).isExactlyInstanceOf(PaymentUnavailableException.class);
    }
    assertThatThrownBy(this::charge)
        .as("the one that opens it")
        .isExactlyInstanceOf(PaymentPausedException.class)
        .hasCauseExactlyInstanceOf(PaymentUnavailableException.class);

    assertThat(gateway.takesCalls()).isFalse();
    assertThatThrownBy(this::charge).isExactlyInstanceOf(PaymentPausedException.class);
    assertThatThrownBy(() -> gateway.voidByKey(KEY)).isInstanceOf(PaymentPausedException.class);
    assertThat(provider.calls).isEqualTo(DEFAULT.minimumCalls());
  }

  /** A single waiting order is every probe: it must not use up its tries. */
  @Test
  void aFailedProbeIsAPauseToo() {
    provider.answer = Provider::unavailable;
    afterFiveFailuresTheProviderIsLeftAlone();

    now = now.plus(DEFAULT.openFor());
    assertThatThrownBy(this::charge).isExactlyInstanceOf(PaymentPausedException.class);
    assertThat(provider.calls).isEqualTo(DEFAULT.minimumCalls() + 1);
  }

  @Test
  void refusalsAndFaultsOfOursDoNotSpeakAgainstTheProvider() {
    provider.answer =
        () -> {
          throw new PaymentKeyReusedException(KEY);
        };
    for (var call = 0; call < 20; call++) {
      assertThatThrownBy(this::charge).isInstanceOf(PaymentKeyReusedException.class);
    }
    assertThat(gateway.takesCalls()).isTrue();
  }

  @Test
  void aProviderThatIsSlowIsLeftAloneToo() {
    provider.answer =
        () -> {
          now = now.plus(DEFAULT.slowCall());
          return new Declined("card_declined");
        };
    for (var call = 0; call < DEFAULT.minimumCalls(); call++) {
      assertThat(charge()).isEqualTo(new Declined("card_declined"));
    }
    assertThatThrownBy(this::charge).isInstanceOf(PaymentPausedException.class);
  }

  private ChargeResult charge() {
    return gateway.charge(KEY, new Money(1234, "EUR"), new PaymentToken("tok_visa"));
  }

  private static final class Provider implements PaymentGateway {
    private Supplier<ChargeResult> answer = () -> new Declined("card_declined");
    private int calls;

    static ChargeResult unavailable() {
      throw new PaymentUnavailableException("down");
    }

    @Override
    public ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
      calls++;
      return answer.get();
    }

    @Override
    public VoidResult voidByKey(PaymentKey key) {
      calls++;
      return VoidResult.VOIDED;
    }
  }

  /** One environment only. */
  private static final class Alone implements BreakerStore {
    private BreakerState state = BreakerState.UNKNOWN;

    @Override
    public BreakerState read() {
      return state;
    }

    @Override
    public Optional<BreakerState> swap(BreakerState seen, BreakerState next) {
      assertThat(seen).isEqualTo(state);
      state = next;
      return Optional.empty();
    }
  }
}
