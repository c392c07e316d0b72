package com.example.orders.chargepayment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Address;
import com.example.orders.order.CancelRequestedException;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderExpiredException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.NotMoved;
import com.example.orders.order.Orders.Transition;
import com.example.orders.order.Sku;
import com.example.orders.order.UndoRequestedException;
import com.example.orders.payment.PaymentDeclinedException;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentPausedException;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.InMemoryOrders.Fault;
import com.example.orders.testing.Samples;
import com.example.orders.testing.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ChargingTest {
  private static final OrderKey KEY = OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001");
  private static final Instant NOW = Instant.parse("2026-11-21T03:15:00.123Z");
  private static final PaymentCharged CHARGED = new PaymentCharged("pay_1", 4);

  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryPaymentGateway gateway = new InMemoryPaymentGateway();
  private final Charging charging = new Charging(orders, gateway, Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void anOrderWhoseInventoryIsReserved() {
    orders.store(order(OrderStatus.INVENTORY_RESERVED, 2, "tok_visa"));
  }

  @Test
  void chargesTheRowsTotalAndForgetsTheToken() {
    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);

    var row = orders.find(KEY).orElseThrow();
    assertThat(row.status()).isEqualTo(OrderStatus.PAYMENT_CHARGED);
    assertThat(row.payment().id()).isEqualTo("pay_1");
    assertThat(row.payment().token()).isNull();
    assertThat(gateway.taken()).containsExactly(new Money(1234, "EUR"));
  }

  @Test
  void aRepeatedTaskAnswersTheSame() {
    charging.charge(KEY);

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
    assertThat(gateway.taken()).hasSize(1);
  }

  @Test
  void aTaskRepeatedAfterTheOrderIsConfirmedAnswersTheSame() {
    charging.charge(KEY);
    orders.transition(KEY, Transition.of(OrderStatus.PAYMENT_CHARGED, OrderStatus.CONFIRMED, NOW));

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
  }

  @Test
  void namesTheVersionOfTheNewestChargeWhenTheOrderHadBeenParked() {
    charging.charge(KEY);
    orders.transition(KEY, Transition.of(OrderStatus.PAYMENT_CHARGED, OrderStatus.PARKED, NOW));
    orders.transition(KEY, Transition.of(OrderStatus.PARKED, OrderStatus.PAYMENT_CHARGED, NOW));

    assertThat(charging.charge(KEY)).isEqualTo(new PaymentCharged("pay_1", 6));
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "NONE", mode = Mode.EXCLUDE)
  void aCrashAroundTheClaimHealsOnRetry(Fault fault) {
    orders.failNextWrites(fault);

    failsThenHeals(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "NONE", mode = Mode.EXCLUDE)
  void aCrashAroundTheRecordHealsOnRetry(Fault fault) {
    orders.failNextWrites(Fault.NONE, fault);

    failsThenHeals(IllegalStateException.class);
  }

  @Test
  void aTestOrderIsChargedWithoutTheProvider() {
    orders.store(order(OrderStatus.INVENTORY_RESERVED, 2, "tok_visa", true));

    var charged = charging.charge(KEY);

    assertThat(charged.paymentId()).startsWith("test_");
    assertThat(charging.charge(KEY)).isEqualTo(charged);
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void theOneCardThatATestOrderIsDeclinedWith() {
    orders.store(order(OrderStatus.INVENTORY_RESERVED, 2, "tok_declined", true));

    assertThatThrownBy(() -> charging.charge(KEY))
        .isInstanceOf(PaymentDeclinedException.class)
        .hasMessageContaining("card_declined");
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void aTestOrderIsNotChargedBehindTheFence() {
    orders.store(order(OrderStatus.CHARGING, 3, "tok_visa", true));
    fence();

    assertClosed();
  }

  @Test
  void aLostAnswerOfTheProviderHealsOnRetry() {
    gateway.loseNextAnswer();

    failsThenHeals(PaymentUnavailableException.class);
  }

  @Test
  void aDeclinedCardNamesItsReason() {
    orders.store(order(OrderStatus.INVENTORY_RESERVED, 2, "tok_declined"));

    assertThatThrownBy(() -> charging.charge(KEY))
        .isInstanceOf(PaymentDeclinedException.class)
        .hasMessageContaining("card_declined");
    assertThat(orders.find(KEY).orElseThrow().status()).isEqualTo(OrderStatus.CHARGING);
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {
        "INVENTORY_RESERVED",
        "CHARGING",
        "PAYMENT_CHARGED",
        "CONFIRMED",
        "CANCEL_REQUESTED",
        "UNDO_REQUESTED"
      },
      mode = Mode.EXCLUDE)
  void chargesNothingInAnyOtherStatus(OrderStatus status) {
    orders.store(order(status, 3, "tok_visa"));

    assertClosed();
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void anExpiredOrderIsNotCharged() {
    orders.store(expiringAt(NOW));

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(OrderExpiredException.class);
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void anOrderIsChargedUntilItExpires() {
    orders.store(expiringAt(NOW.plusMillis(1)));

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
  }

  /** The undo voids by key what the lost answer was about. */
  @Test
  void anOrderThatExpiresAfterALostAnswerIsNotCharged() {
    var clock = new SettableClock(NOW);
    var later = new Charging(orders, gateway, clock);
    orders.store(expiringAt(NOW.plusSeconds(1)));
    gateway.loseNextAnswer();

    assertThatThrownBy(() -> later.charge(KEY)).isInstanceOf(PaymentUnavailableException.class);
    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> later.charge(KEY)).isInstanceOf(OrderExpiredException.class);
  }

  private static Order expiringAt(Instant time) {
    var reserved = order(OrderStatus.INVENTORY_RESERVED, 2, "tok_visa");
    var address = new Address("Ada", "1 Main Street", "Berlin", "10115", "DE");
    return new Order(
        KEY,
        reserved.intake(),
        reserved.lines(),
        OrderDetails.to(address).withExpiresAt(time.toString()),
        reserved.payment(),
        reserved.progress(),
        reserved.undo());
  }

  @Test
  void aCancelThatCameFirstWins() {
    orders.transition(
        KEY, Transition.of(OrderStatus.INVENTORY_RESERVED, OrderStatus.CANCEL_REQUESTED, NOW));

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(CancelRequestedException.class);
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void anOrderThatAnOperatorGaveUpIsNotCharged() {
    giveUp();

    assertThatThrownBy(() -> charging.charge(KEY))
        .isInstanceOf(UndoRequestedException.class)
        .hasMessage("no longer wanted");
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void anOrderThatIsGivenUpDuringTheChargeIsNotRecordedAsCharged() {
    gateway.duringCharge(this::giveUp);

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(UndoRequestedException.class);
    assertThat(orders.find(KEY).orElseThrow().status()).isEqualTo(OrderStatus.UNDO_REQUESTED);
  }

  private void giveUp() {
    var seen = orders.find(KEY).orElseThrow();
    assertThat(orders.transition(KEY, Transition.undo(seen, "no longer wanted", NOW)))
        .isInstanceOf(MovedTo.class);
  }

  @Test
  void aCancelDuringTheChargeLoses() {
    var cancel = Transition.of(OrderStatus.INVENTORY_RESERVED, OrderStatus.CANCEL_REQUESTED, NOW);
    gateway.duringCharge(
        () -> assertThat(orders.transition(KEY, cancel)).isInstanceOf(NotMoved.class));

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
  }

  @Test
  void whileTheProviderIsLeftAloneAnOrderIsNotClaimed() {
    gateway.leaveAlone(true);

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(PaymentPausedException.class);
    assertThat(orders.find(KEY).orElseThrow().status()).isEqualTo(OrderStatus.INVENTORY_RESERVED);
    assertThat(gateway.taken()).isEmpty();

    gateway.leaveAlone(false);
    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
  }

  @Test
  void whileTheProviderIsLeftAloneAnOrderCanBeCancelled() {
    gateway.leaveAlone(true);
    orders.transition(
        KEY, Transition.of(OrderStatus.INVENTORY_RESERVED, OrderStatus.CANCEL_REQUESTED, NOW));

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(CancelRequestedException.class);
  }

  @Test
  void anOrderThatWasClaimedBeforeWaitsAsWell() {
    orders.store(order(OrderStatus.CHARGING, 3, "tok_visa"));
    gateway.leaveAlone(true);

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(PaymentPausedException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"INVENTORY_RESERVED", "CHARGING"})
  void anOrderExpiresWhileTheProviderIsLeftAlone(OrderStatus status) {
    orders.store(Samples.moved(expiringAt(NOW), status, NOW, 1234L, true));
    gateway.leaveAlone(true);

    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(OrderExpiredException.class);
  }

  @Test
  void whatIsChargedIsFoundWhileTheProviderIsLeftAlone() {
    charging.charge(KEY);
    gateway.leaveAlone(true);

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPENSATING", "REJECTED", "CANCELLED", "PARKED"})
  void anOrderThatIsClosedDoesNotWait(OrderStatus status) {
    orders.store(order(status, 3, "tok_visa"));
    gateway.leaveAlone(true);

    assertClosed();
  }

  @Test
  void chargesNothingWithoutARow() {
    assertThatThrownBy(
            () -> charging.charge(OrderKey.of("bolt", "0190c7de-0000-7000-8000-000000000001")))
        .isInstanceOf(OrderClosedException.class);
  }

  @Test
  void aVoidThatCameFirstClosesTheOrder() {
    gateway.duringCharge(
        () -> {
          fence();
          gateway.voidByKey(PaymentKey.of(KEY));
        });

    assertClosed();
    assertThat(gateway.taken()).isEmpty();
  }

  @Test
  void aFenceBetweenChargeAndRecordLeavesTheMoneyToTheRefund() {
    gateway.duringCharge(this::fence);

    assertClosed();
    assertThat(orders.find(KEY).orElseThrow().payment().id()).isNull();
    assertThat(gateway.taken()).hasSize(1);
  }

  @Test
  void twoRunsAtOnceChargeOnceAndAnswerTheSame() {
    gateway.duringCharge(
        () -> {
          gateway.duringCharge(() -> {});
          assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
        });

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
    assertThat(gateway.taken()).hasSize(1);
  }

  private void failsThenHeals(Class<? extends Exception> failure) {
    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(failure);

    assertThat(charging.charge(KEY)).isEqualTo(CHARGED);
    assertThat(gateway.taken()).hasSize(1);
    assertThat(orders.find(KEY).orElseThrow().history()).hasSize(4);
  }

  private void assertClosed() {
    assertThatThrownBy(() -> charging.charge(KEY)).isInstanceOf(OrderClosedException.class);
  }

  private void fence() {
    orders.transition(KEY, Transition.of(OrderStatus.CHARGING, OrderStatus.COMPENSATING, NOW));
  }

  static Order order(OrderStatus status, int version, String token) {
    return order(status, version, token, false);
  }

  private static Order order(OrderStatus status, int version, String token, boolean test) {
    return new Order(
        KEY,
        new Order.Intake(NOW, "hash", Order.Conflicts.NONE, test),
        List.of(new OrderLine(new Sku("TEAPOT"), 1)),
        null,
        new Order.Payment("EUR", token, 1234L, null),
        new Order.Progress(
            status,
            version,
            null,
            List.of(
                new Order.StatusChange(OrderStatus.ACCEPTED, NOW),
                new Order.StatusChange(status, NOW))),
        new Order.Undo(null, null, true));
  }
}
