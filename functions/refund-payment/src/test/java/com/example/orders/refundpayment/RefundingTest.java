package com.example.orders.refundpayment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.lambda.Counts;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.Order.Closing;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Transition;
import com.example.orders.payment.ChargeResult;
import com.example.orders.payment.PaymentGateway;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.VoidResult;
import com.example.orders.testing.InMemoryOrders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RefundingTest {
  private static final OrderKey KEY = OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001");

  private static final Closing REJECTED =
      new Closing(OrderStatus.REJECTED, "OUT_OF_STOCK", "none left", 2);

  final InMemoryOrders orders = new InMemoryOrders();
  private final List<PaymentKey> voided = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(VoidResult.class)
  void tellsWhatTheProviderDid(VoidResult outcome) {
    orders.store(order(OrderStatus.COMPENSATING));

    assertThat(refunding(outcome).refund(KEY, new Counts()))
        .isEqualTo(new PaymentUndone(outcome, REJECTED));
    assertThat(voided).containsExactly(new PaymentKey("acme#0190c7de-0000-7000-8000-000000000001"));
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"COMPENSATING", "REJECTED", "CANCELLED"},
      mode = Mode.EXCLUDE)
  void undoesNothingBeforeTheFence(OrderStatus status) {
    orders.store(order(status));

    assertThatThrownBy(() -> refunding(VoidResult.REFUNDED).refund(KEY, new Counts()))
        .isInstanceOf(OrderClosedException.class);
    assertThat(voided).isEmpty();
  }

  @Test
  void anOrderThatItsCustomerCancelledClosesAsThat() {
    orders.store(order(OrderStatus.ACCEPTED));
    move(OrderStatus.ACCEPTED, OrderStatus.CANCEL_REQUESTED);
    move(OrderStatus.CANCEL_REQUESTED, OrderStatus.COMPENSATING);

    assertThat(refunding(VoidResult.VOIDED).refund(KEY, new Counts()).closing())
        .isEqualTo(
            new Closing(
                OrderStatus.CANCELLED,
                "CUSTOMER_CANCELLED",
                "The customer cancelled the order",
                4));
  }

  @Test
  void aTestOrderIsUndoneWithoutTheProviderAndNotCounted() {
    orders.store(order(OrderStatus.COMPENSATING, true));
    var counts = new Counts();

    assertThat(refunding(VoidResult.REFUNDED).refund(KEY, counts))
        .isEqualTo(new PaymentUndone(VoidResult.VOIDED, REJECTED));
    assertThat(voided).isEmpty();
    assertThat(counts.asMap()).isEmpty();
    assertThat(counts.rejections()).isEmpty();
  }

  @Test
  void tellsHowAnOrderHasEndedAndUndoesNothingAgain() {
    orders.store(order(OrderStatus.REJECTED));

    assertThat(refunding(VoidResult.REFUNDED).refund(KEY, new Counts()))
        .isEqualTo(
            new PaymentUndone(
                null, new Closing(OrderStatus.REJECTED, "OUT_OF_STOCK", "none left", 1)));
    assertThat(voided).isEmpty();
  }

  private void move(OrderStatus from, OrderStatus to) {
    orders.transition(KEY, Transition.of(from, to, Instant.EPOCH));
  }

  @Test
  void undoesNothingWithoutARow() {
    assertThatThrownBy(() -> refunding(VoidResult.REFUNDED).refund(KEY, new Counts()))
        .isInstanceOf(OrderClosedException.class);
    assertThat(voided).isEmpty();
  }

  Refunding refunding(VoidResult outcome) {
    return new Refunding(
        orders,
        new PaymentGateway() {
          @Override
          public ChargeResult charge(PaymentKey key, Money amount, PaymentToken token) {
            throw new AssertionError("A refund charges nothing");
          }

          @Override
          public VoidResult voidByKey(PaymentKey key) {
            voided.add(key);
            return outcome;
          }
        });
  }

  static Order order(OrderStatus status) {
    return order(status, false);
  }

  static Order order(OrderStatus status, boolean test) {
    var at = Instant.parse("2026-11-21T03:15:00.123Z");
    return new Order(
        KEY,
        new Order.Intake(at, "hash", Order.Conflicts.NONE, test),
        List.of(),
        null,
        new Order.Payment("EUR", null, 1234L, null),
        new Order.Progress(status, 1, null, List.of(new Order.StatusChange(status, at))),
        new Order.Undo("OUT_OF_STOCK", "none left", true));
  }
}
