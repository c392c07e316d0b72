package com.example.orders.notifycustomer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.example.orders.idempotency.DynamoDbIdempotencyRecords;
import com.example.orders.idempotency.Idempotency;
import com.example.orders.idempotency.PayloadMismatchException;
import com.example.orders.json.UnreadableEventException;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.NewOrder;
import com.example.orders.order.Order;
import com.example.orders.order.OrderStatus;
import com.example.orders.settings.NotificationSettings;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class NotifyCustomerHandlerTest {
  private static final String DOMAIN = "@simulator.orderly.example";
  private static final String KEY = "acme#0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a#OrderConfirmed";

  private final Tables tables = new Tables();
  private final InMemoryOrders orders = new InMemoryOrders();
  private final NotifyCustomerHandler handler = handler(_ -> {});

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void tellsTheCustomerAndAnswersWithoutTheAddress() throws IOException {
    orderTo("secret@example.com");

    assertThat(handle("order-confirmed"))
        .isEqualTo("{\"notificationKey\":\"" + KEY + "\",\"channel\":\"EMAIL\",\"before\":false}");
    assertRow("1", "1");
    assertThat(tables.everything()).doesNotContain("secret");
  }

  @Test
  void tellsWhoLeftNoAddressInTheAccount() throws IOException {
    orderTo(null);
    assertThat(handle("order-confirmed")).contains("\"channel\":\"ACCOUNT\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"order-confirmed", "order-rejected", "order-cancelled"})
  void tellsNobodyOfATestOrder(String file) throws IOException {
    orders.store(Samples.test());

    assertThat(handle(file)).contains("\"channel\":\"NONE\",\"before\":false");
    assertThat(tables.everything()).isEqualTo("[][]");
  }

  @Test
  void tellsNothingOfATestOrderThatItsRowDenies() {
    orders.store(Samples.test());
    var event = EventFiles.text("notify-customer/order-confirmed.json");

    assertThatThrownBy(() -> handleText(handler, event))
        .isInstanceOf(ContradictedEventException.class);
  }

  @Test
  void tellsOnceHoweverOftenTheEventComes() throws IOException {
    orderTo("ada@example.com");
    handle("order-confirmed");

    assertThat(handle("order-confirmed")).contains("\"before\":true");
    assertRow("1", "1");
  }

  @Test
  void tellsEachKindOfEventByItself() throws IOException {
    orderTo("ada@example.com");
    handle("order-rejected");
    assertThat(handle("order-cancelled")).contains("OrderCancelled", "\"before\":false");
  }

  @Test
  void tellsNobodyTwiceWithOtherWords() throws IOException {
    orderTo("ada@example.com");
    handle("order-confirmed");

    var event = EventFiles.text("notify-customer/order-confirmed.json");
    var dearer = event.replace("5180", "5181");
    assertThat(dearer).isNotEqualTo(event);
    assertThatThrownBy(() -> handleText(handler, dearer))
        .isInstanceOf(PayloadMismatchException.class);
    assertRow("1", "1");
  }

  @Test
  void failsForARefusedAddressAndForgetsTheTry() {
    orderTo("bounce" + DOMAIN);

    assertThatThrownBy(() -> handle("order-confirmed"))
        .isInstanceOf(AddressRefusedException.class)
        .hasMessageNotContaining("bounce");
    assertThat(tables.records()).isZero();
  }

  @Test
  void succeedsAtTheThirdTryIfTheNotifierIsBusyTwice() throws IOException {
    orderTo("throttle" + DOMAIN);

    assertThatThrownBy(() -> handle("order-confirmed")).isInstanceOf(NotifierBusyException.class);
    assertThatThrownBy(() -> handle("order-confirmed")).isInstanceOf(NotifierBusyException.class);
    assertThat(handle("order-confirmed")).contains("\"before\":false");
    assertRow("3", "1");
  }

  @Test
  void letsNobodyInWhileAKilledInvocationMayStillRun() {
    orderTo("slow" + DOMAIN);
    var killed =
        handler(
            _ -> {
              throw new OutOfMemoryError("killed");
            });

    assertThatThrownBy(() -> handle(killed, "order-confirmed"))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> handle("order-confirmed"))
        .isInstanceOf(NotificationInProgressException.class);
    assertRow("1", null);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONFIRMED")
  void tellsNothingThatTheOrdersRowDenies(OrderStatus status) {
    orderTo("ada@example.com");
    var row = orders.find(Samples.accepted(Samples.line("MUG", 1)).key()).orElseThrow();
    orders.store(Samples.moved(row, status, Samples.SENT, 1L, false));
    var event = EventFiles.text("notify-customer/order-confirmed.json");

    assertThatThrownBy(() -> handleText(handler, event))
        .isInstanceOf(ContradictedEventException.class)
        .hasMessage("OrderConfirmed, but the order is " + status);
    assertThat(tables.everything()).isEqualTo("[][]");
  }

  @Test
  void failsForAnOrderWithoutARow() {
    assertThatThrownBy(() -> handle("order-confirmed")).isInstanceOf(UnknownOrderException.class);
    assertThat(tables.records()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown-schema-version", "failure-record-nested", "other-source"})
  void hasNoEffectForWhatItCannotRead(String file) {
    orderTo("ada@example.com");

    assertThatThrownBy(() -> handle(file)).isInstanceOf(UnreadableEventException.class);
    assertThat(tables.everything()).isEqualTo("[][]");
  }

  @Test
  void noSerializerOfOursReplacesTheRuntimesOwn() {
    assertThat(ServiceLoader.load(CustomPojoSerializer.class)).isEmpty();
  }

  private void orderTo(String email) {
    var sample = Samples.accepted(Samples.line("MUG", 1));
    var order =
        new NewOrder(
            sample.key(), sample.lines(), "EUR", "tok_visa", sample.details().withEmail(email));
    orders.put(Order.accepted(order, "hash", Samples.SENT, Duration.ofMinutes(30)));
  }

  private void assertRow(String attempts, String deliveries) {
    var row = tables.notification(KEY);
    assertThat(row.get("attempts")).isEqualTo(AttributeValue.fromN(attempts));
    assertThat(row.get("deliveries"))
        .isEqualTo(deliveries == null ? null : AttributeValue.fromN(deliveries));
  }

  private NotifyCustomerHandler handler(java.util.function.Consumer<Duration> pause) {
    return new NotifyCustomerHandler(
        new Notifying(
            orders,
            new DynamoDbCustomerNotifier(tables.client, "notifications", Clock.systemUTC(), pause),
            new Idempotency(
                new DynamoDbIdempotencyRecords(tables.client, "idempotency"),
                Idempotency.LEAST_RETENTION,
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString()),
            new Fallback(() -> NotificationSettings.DEFAULT),
            Clock.systemUTC()),
        Telemetry.fromEnvironment());
  }

  private String handle(String file) throws IOException {
    return handle(handler, file);
  }

  /** The order has ended as the event says. */
  private String handle(NotifyCustomerHandler handler, String file) throws IOException {
    var end =
        switch (file) {
          case "order-rejected" -> OrderStatus.REJECTED;
          case "order-cancelled" -> OrderStatus.CANCELLED;
          default -> OrderStatus.CONFIRMED;
        };
    var key = Samples.accepted(Samples.line("MUG", 1)).key();
    orders
        .find(key)
        .ifPresent(row -> orders.store(Samples.moved(row, end, Samples.SENT, 1L, false)));
    return handleText(handler, EventFiles.text("notify-customer/" + file + ".json"));
  }

  private static String handleText(NotifyCustomerHandler handler, String event) throws IOException {
    var context = mock(Context.class);
    when(context.getFunctionName()).thenReturn("notify-customer");
    when(context.getAwsRequestId()).thenReturn("request-1");
    when(context.getRemainingTimeInMillis()).thenReturn(15_000);
    var output = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), output, context);
    return output.toString(UTF_8);
  }
}
