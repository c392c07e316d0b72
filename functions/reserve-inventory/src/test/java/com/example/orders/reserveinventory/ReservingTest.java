package com.example.orders.reserveinventory;

import static com.example.orders.testing.Samples.KEY;
import static com.example.orders.testing.Samples.accepted;
import static com.example.orders.testing.Samples.line;
import static com.example.orders.testing.Samples.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.orders.inventory.CurrencyMismatchException;
import com.example.orders.inventory.OutOfStockException;
import com.example.orders.inventory.UnknownSkuException;
import com.example.orders.order.CancelRequestedException;
import com.example.orders.order.Order;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Transition;
import com.example.orders.order.UndoRequestedException;
import com.example.orders.testing.InMemoryInventory;
import com.example.orders.testing.InMemoryOrders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReservingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:15:02.000Z");

  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryInventory inventory = new InMemoryInventory(orders);
  private final Reserving reserving =
      new Reserving(orders, inventory, Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void stock() {
    inventory.given("MUG", 1250, "EUR", 10);
    inventory.given("TEE", 1999, "EUR", 5);
    inventory.given("PIN", 300, "USD", 5);
  }

  @Test
  void takesMergedLinesAtOurPricesAndTellsTheNewVersion() {
    orders.store(accepted(line("TEE", 1), line("MUG", 2), line("TEE", 2)));

    var reserved = reserving.reserve(KEY);

    assertThat(reserved.lines()).containsExactly(line("MUG", 2), line("TEE", 3));
    assertThat(reserved).isEqualTo(InventoryReserved.of(row(), 2 * 1250 + 3 * 1999, 2));

    assertThat(inventory.stock("MUG")).isEqualTo(8);
    assertThat(inventory.stock("TEE")).isEqualTo(2);
    assertThat(row().status()).isEqualTo(OrderStatus.INVENTORY_RESERVED);
    assertThat(row().history().getLast().at()).isEqualTo(NOW);
  }

  @Test
  void aLostAnswerIsGivenAgainAndNothingIsTakenTwice() {
    orders.store(accepted(line("TEE", 5)));
    inventory.loseNextAnswer(new IllegalStateException("The answer was lost"));
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> reserving.reserve(KEY));

    assertThat(reserving.reserve(KEY)).isEqualTo(InventoryReserved.of(row(), 5 * 1999, 2));
    assertThat(inventory.stock("TEE")).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"INVENTORY_RESERVED", "CHARGING", "PAYMENT_CHARGED", "CONFIRMED"})
  void theRecordedReservationIsAnsweredHoweverFarTheOrderIs(OrderStatus status) {
    var order = accepted(line("TEE", 1));
    orders.store(order);
    var first = reserving.reserve(KEY);
    inventory.given("TEE", 1, "EUR", 5);
    orders.store(moved(row(), status, NOW, row().payment().total(), true));

    assertThat(reserving.reserve(KEY)).isEqualTo(first);
    assertThat(inventory.stock("TEE")).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"COMPENSATING", "PARKED", "REJECTED", "CANCELLED"})
  void aClosedOrderTakesNothing(OrderStatus status) {
    orders.store(moved(accepted(line("TEE", 1)), status, NOW, null, false));

    assertThatExceptionOfType(OrderClosedException.class)
        .isThrownBy(() -> reserving.reserve(KEY))
        .withMessageContaining(status.name());
    assertThat(inventory.stock("TEE")).isEqualTo(5);
  }

  @Test
  void aCancelThatCameFirstWins() {
    orders.store(moved(accepted(line("TEE", 1)), OrderStatus.CANCEL_REQUESTED, NOW, null, false));

    assertThatExceptionOfType(CancelRequestedException.class)
        .isThrownBy(() -> reserving.reserve(KEY));
    assertThat(inventory.stock("TEE")).isEqualTo(5);
  }

  @Test
  void anOrderThatAnOperatorGaveUpTakesNothing() {
    orders.store(accepted(line("TEE", 1)));
    giveUp();

    assertThatExceptionOfType(UndoRequestedException.class)
        .isThrownBy(() -> reserving.reserve(KEY))
        .withMessage("no longer wanted");
    assertThat(inventory.stock("TEE")).isEqualTo(5);
  }

  @Test
  void whatHadBeenReservedIsAnsweredOfAnOrderThatAnOperatorGaveUp() {
    orders.store(accepted(line("TEE", 1)));
    var reserved = reserving.reserve(KEY);
    giveUp();

    assertThat(reserving.reserve(KEY)).isEqualTo(reserved);
  }

  private void giveUp() {
    orders.transition(KEY, Transition.undo(row(), "no longer wanted", NOW));
  }

  @Test
  void anOrderWithoutARowIsClosed() {
    assertThatExceptionOfType(OrderClosedException.class).isThrownBy(() -> reserving.reserve(KEY));
  }

  @Test
  void anOrderThatIsUndoneBetweenReadAndWriteTakesNothing() {
    orders.store(accepted(line("TEE", 1)));
    inventory.beforeNextReserve(
        () -> orders.store(moved(row(), OrderStatus.COMPENSATING, NOW, null, false)));

    assertThatExceptionOfType(OrderClosedException.class)
        .isThrownBy(() -> reserving.reserve(KEY))
        .withMessageContaining("COMPENSATING");
    assertThat(inventory.stock("TEE")).isEqualTo(5);
  }

  @Test
  void aPriceThatChangesBetweenReadAndWriteIsReadAgain() {
    orders.store(accepted(line("TEE", 2)));
    inventory.beforeNextReserve(() -> inventory.given("TEE", 1500, "EUR", 5));

    assertThat(reserving.reserve(KEY).total()).isEqualTo(3000);
    assertThat(row().payment().total()).isEqualTo(3000);
  }

  @Test
  void pricesThatNeverStandStillAreATechnicalFault() {
    orders.store(accepted(line("TEE", 1)));
    for (int price = 1; price < 6; price++) {
      var next = price;
      inventory.beforeNextReserve(() -> inventory.given("TEE", next, "EUR", 5));
    }
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> reserving.reserve(KEY));
    assertThat(inventory.stock("TEE")).isEqualTo(5);
  }

  @Test
  void allOrNothingIsTakenAndTheMissingSkuIsNamed() {
    orders.store(accepted(line("MUG", 1), line("TEE", 3), line("TEE", 3)));

    assertThatExceptionOfType(OutOfStockException.class)
        .isThrownBy(() -> reserving.reserve(KEY))
        .withMessageContaining("TEE");
    assertThat(inventory.stock("MUG")).isEqualTo(10);
    assertThat(row().status()).isEqualTo(OrderStatus.ACCEPTED);
  }

  @Test
  void anUnknownSkuIsNamed() {
    orders.store(accepted(line("MUG", 1), line("NOPE", 1)));
    assertThatExceptionOfType(UnknownSkuException.class)
        .isThrownBy(() -> reserving.reserve(KEY))
        .withMessageContaining("NOPE");
  }

  @Test
  void anotherCurrencyThanTheProductsIsRefused() {
    orders.store(accepted(line("PIN", 1)));
    assertThatExceptionOfType(CurrencyMismatchException.class)
        .isThrownBy(() -> reserving.reserve(KEY))
        .withMessageContaining("PIN");
  }

  private Order row() {
    return orders.find(KEY).orElseThrow();
  }
}
