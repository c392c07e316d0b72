package com.example.orders.makeinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.invoices.InvoiceStore;
import com.example.orders.json.UnreadableEventException;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which events make an invoice, and of what. */
class MakeInvoiceHandlerTest {
  private final InMemoryOrders orders = new InMemoryOrders();
  private final Map<OrderKey, String> kept = new HashMap<>();
  private final List<Boolean> puts = new ArrayList<>();
  private final InvoiceStore store =
      (order, html) -> {
        var isNew = kept.putIfAbsent(order, new String(html, UTF_8)) == null;
        puts.add(isNew);
        return isNew;
      };
  private final MakeInvoiceHandler handler =
      new MakeInvoiceHandler(new Invoicing(orders, store), Telemetry.fromEnvironment());

  @Test
  void aConfirmedOrderHasAnInvoiceOfWhatIsInItsRow() throws IOException {
    orderWith(OrderStatus.CONFIRMED, 4711L);
    handle("order-confirmed"); // its event says 51.80
    assertThat(kept).containsOnlyKeys(Samples.KEY);
    assertThat(kept.get(Samples.KEY)).contains("47.11 EUR").doesNotContain("51.80");
  }

  @Test
  void aTestOrderHasNone() throws IOException {
    orders.store(Samples.moved(Samples.test(), OrderStatus.CONFIRMED, Samples.SENT, 1L, false));
    handle("order-confirmed");
    assertThat(kept).isEmpty();
  }

  @Test
  void theEventMayComeAgain() throws IOException {
    orderWith(OrderStatus.CONFIRMED, 5180L);
    handle("order-confirmed");
    handle("order-confirmed");
    assertThat(puts).containsExactly(true, false);
    assertThat(kept).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = "CONFIRMED", mode = EnumSource.Mode.EXCLUDE)
  void anOrderThatIsNotConfirmedHasNone(OrderStatus status) {
    orderWith(status, 5180L);
    assertThatThrownBy(() -> handle("order-confirmed"))
        .isInstanceOf(NotConfirmedException.class)
        .hasMessageContaining("is " + status);
    assertThat(kept).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Other.class)
  void anEventOfAnotherEndMakesNone(Other event) {
    orderWith(OrderStatus.CONFIRMED, 5180L);
    assertThatThrownBy(() -> handle(event.file)).isInstanceOf(NotConfirmedException.class);
    assertThat(kept).isEmpty();
  }

  private enum Other {
    REJECTED("order-rejected"),
    CANCELLED("order-cancelled");

    private final String file;

    Other(String file) {
      this.file = file;
    }
  }

  @Test
  void anOrderWithoutARowHasNone() {
    assertThatThrownBy(() -> handle("order-confirmed"))
        .isInstanceOf(NotConfirmedException.class)
        .hasMessageContaining("has no row");
  }

  @Test
  void anOrderThatWasNeverChargedHasNone() {
    orderWith(OrderStatus.CONFIRMED, null);
    assertThatThrownBy(() -> handle("order-confirmed")).isInstanceOf(IllegalStateException.class);
    assertThat(kept).isEmpty();
  }

  @Test
  void whatIsNoEventIsRefused() {
    assertThatThrownBy(() -> handleText("{}")).isInstanceOf(UnreadableEventException.class);
  }

  private void orderWith(OrderStatus status, Long total) {
    orders.store(
        Samples.moved(
            Samples.accepted(Samples.line("MUG-STONEWARE", 2)),
            status,
            Samples.SENT,
            total,
            false));
  }

  private void handle(String event) throws IOException {
    handleText(EventFiles.text("notify-customer/" + event + ".json"));
  }

  private void handleText(String event) throws IOException {
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(UTF_8)),
        OutputStream.nullOutputStream(),
        mock(Context.class));
  }
}
