package com.example.orders.releaseinventory;

import static com.example.orders.testing.Samples.KEY;
import static com.example.orders.testing.Samples.SENT;
import static com.example.orders.testing.Samples.accepted;
import static com.example.orders.testing.Samples.line;
import static com.example.orders.testing.Samples.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.orders.order.OrderStatus;
import com.example.orders.testing.InMemoryInventory;
import com.example.orders.testing.InMemoryOrders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReleasingTest {
  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryInventory inventory = new InMemoryInventory(orders);
  private final Releasing releasing = new Releasing(orders, inventory);

  @BeforeEach
  void stock() {
    inventory.given("MUG", 1250, "EUR", 7);
    inventory.given("TEE", 1999, "EUR", 0);
  }

  @Test
  void givesBackEveryLineOnce() {
    given(OrderStatus.COMPENSATING, true);

    assertThat(releasing.release(KEY)).isEqualTo(new InventoryReleased(true));
    assertThat(releasing.release(KEY)).isEqualTo(new InventoryReleased(false));

    assertThat(inventory.stock("MUG")).isEqualTo(10);
    assertThat(inventory.stock("TEE")).isEqualTo(2);
  }

  @Test
  void aLostAnswerGivesNothingBackTwice() {
    given(OrderStatus.COMPENSATING, true);
    inventory.loseNextAnswer(new IllegalStateException("The answer was lost"));
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> releasing.release(KEY));

    assertThat(releasing.release(KEY)).isEqualTo(new InventoryReleased(false));
    assertThat(inventory.stock("MUG")).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(value = OrderStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "COMPENSATING")
  void onlyAnOrderThatIsBeingUndoneGivesStockBack(OrderStatus status) {
    given(status, true);

    assertThat(releasing.release(KEY)).isEqualTo(new InventoryReleased(false));
    assertThat(inventory.stock("MUG")).isEqualTo(7);
  }

  @Test
  void anOrderThatHoldsNothingGivesNothingBack() {
    given(OrderStatus.COMPENSATING, false);

    assertThat(releasing.release(KEY)).isEqualTo(new InventoryReleased(false));
    assertThat(inventory.stock("MUG")).isEqualTo(7);
  }

  @Test
  void anOrderWithoutARowGivesNothingBack() {
    assertThat(releasing.release(KEY)).isEqualTo(new InventoryReleased(false));
  }

  private void given(OrderStatus status, boolean stockHeld) {
    orders.store(
        moved(
            accepted(line("MUG", 1), line("TEE", 2), line("MUG", 2)), status, SENT, 1L, stockHeld));
  }
}
