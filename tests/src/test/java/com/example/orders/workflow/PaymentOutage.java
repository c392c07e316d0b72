package com.example.orders.workflow;

import static com.example.orders.settings.BreakerSettings.DEFAULT;

import com.example.orders.breaker.BreakerState;
import com.example.orders.breaker.BreakerStore;
import com.example.orders.breaker.GuardedPaymentGateway;
import com.example.orders.breaker.SharedBreaker;
import com.example.orders.order.Money;
import com.example.orders.order.OrderKey;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.ChargeResult.Charged;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentId;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentPausedException;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import localcloud.aws.AwsCall;

/**
 * Orders that come one after the other, and a payment provider that is down for half an hour.
 *
 * @param ends the status or error that each order's executions ended with
 * @param charged the payments that were made
 * @param calls that the provider got while it was down
 * @param recovery from the provider's recovery to the end of the last order
 */
record PaymentOutage(
    List<List<String>> ends, Set<PaymentKey> charged, int calls, Duration recovery) {
  static final Duration LENGTH = Duration.ofMinutes(30);
  private static final Instant BEGIN = VirtualTimer.START.plus(Duration.ofMinutes(5));
  private static final Instant END = BEGIN.plus(LENGTH);
  private static final Duration GAP = Duration.ofSeconds(4);

  /** The orders that come, and the environments of the function that charges them. */
  record Scene(Duration firstOrder, int orders, int environments) {

    /** The provider is asked whatever it answers. */
    PaymentOutage withoutBreaker() throws InterruptedException {
      var timer = new FleetTimer();
      var provider = new Provider(timer::now);
      return run(timer, provider, List.of(provider));
    }

    /** Each environment has a breaker, and all of them share its state. */
    PaymentOutage withBreaker() throws InterruptedException {
      var timer = new FleetTimer();
      var provider = new Provider(timer::now);
      var store = new InMemoryBreakerStore();
      return run(
          timer,
          provider,
          Stream.generate(
                  () ->
                      new GuardedPaymentGateway(
                          provider,
                          new SharedBreaker(store, () -> DEFAULT, timer::now),
                          timer::now))
              .limit(environments)
              .toList());
    }

    private PaymentOutage run(
        FleetTimer timer, Provider provider, List<? extends PaymentGateway> gateways)
        throws InterruptedException {
      var function = new ChargePayment(gateways, new Random(1));
      try (var fleet = new Fleet(timer, function::invoke)) {
        for (var number = 0; number < orders; number++) {
          var order = OrderKey.of("acme", "0199c0de-0000-7000-8000-%012d".formatted(number));
          fleet.add(order, VirtualTimer.START.plus(firstOrder).plus(GAP.multipliedBy(number)));
        }
        fleet.run();
        return new PaymentOutage(
            List.copyOf(fleet.ends().values()),
            Set.copyOf(provider.charged),
            provider.callsWhileDown,
            Duration.between(END, fleet.lastEnd()));
      }
    }
  }

  /** What charge-payment does of what matters here: it asks whether it may call, and calls. */
  private record ChargePayment(List<? extends PaymentGateway> environments, Random random) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Money AMOUNT = new Money(5180, "EUR");
    private static final PaymentToken TOKEN = new PaymentToken("tok_visa");

    Behaviour invoke(AwsCall call) {
      var gateway = environments.get(random.nextInt(environments.size()));
      try {
        if (!gateway.takesCalls()) {
          throw new PaymentPausedException();
        }
        return gateway.charge(PaymentKey.of(order(call)), AMOUNT, TOKEN) instanceof Charged
            ? Behaviour.WORKS
            : Behaviour.CRASHES;
      } catch (PaymentPausedException | PaymentUnavailableException e) {
        return new Behaviour.Throws(e.getClass().getName(), e.getMessage());
      }
    }

    private static OrderKey order(AwsCall call) {
      try {
        var input = JSON.readTree(call.text());
        return OrderKey.of(input.path("customer").asText(), input.path("orderId").asText());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Provider implements PaymentGateway {
    private final InstantSource clock;
    private final Set<PaymentKey> charged = new HashSet<>();
    private int callsWhileDown;

    Provider(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public synchronized ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
      var now = clock.instant();
      if (!now.isBefore(BEGIN) && now.isBefore(END)) {
        callsWhileDown++;
        throw new PaymentUnavailableException("down");
      }
      charged.add(key);
      return new Charged(new PaymentId("pay_1"), now);
    }

    @Override
    public VoidResult voidByKey(PaymentKey key) {
      throw new AssertionError("Nobody was to be refunded: " + key);
    }
  }

  private static final class InMemoryBreakerStore implements BreakerStore {
    private BreakerState state = BreakerState.UNKNOWN;

    @Override
    public synchronized BreakerState read() {
      return state;
    }

    @Override
    public synchronized Optional<BreakerState> swap(BreakerState seen, BreakerState next) {
      if (state.version() != seen.version()) {
        return Optional.of(state);
      }
      state = next;
      return Optional.empty();
    }
  }
}
