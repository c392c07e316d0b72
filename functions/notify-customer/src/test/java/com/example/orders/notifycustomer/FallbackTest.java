package com.example.orders.notifycustomer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.idempotency.DynamoDbIdempotencyRecords;
import com.example.orders.idempotency.Idempotency;
import com.example.orders.json.OrderEvent;
import com.example.orders.json.OrderEventReader;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.notifycustomer.CustomerNotifier.AddressRefused;
import com.example.orders.notifycustomer.CustomerNotifier.Busy;
import com.example.orders.notifycustomer.CustomerNotifier.Delivered;
import com.example.orders.notifycustomer.CustomerNotifier.SendResult;
import com.example.orders.notifycustomer.Notifying.Notified;
import com.example.orders.order.NewOrder;
import com.example.orders.order.Order;
import com.example.orders.order.OrderStatus;
import com.example.orders.settings.NotificationSettings;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-mail that does not take a notification, and the customer's account that does. */
class FallbackTest {
  private static final Instant PUT = Instant.parse("2026-11-21T03:15:09Z");
  private static final Duration REMAINING = Duration.ofSeconds(15);
  private static final Supplier<SendResult> DELIVERED = Delivered::new;
  private static final Supplier<SendResult> REFUSED = AddressRefused::new;
  private static final Supplier<SendResult> BUSY = () -> new Busy(new NotifierBusyException(null));
  private static final Supplier<SendResult> UNKNOWN =
      () -> {
        throw new IllegalStateException("no answer");
      };

  private final Tables tables = new Tables();
  private final InMemoryOrders orders = new InMemoryOrders();
  private final OrderEvent event =
      new OrderEventReader()
          .read(EventFiles.text("notify-customer/order-confirmed.json").getBytes(UTF_8));
  private final Deque<Supplier<SendResult>> answers = new ArrayDeque<>();
  private final List<Channel> used = new ArrayList<>();
  private final Counts counts = new Counts();

  @BeforeEach
  void orderByEmail() {
    var sample = Samples.accepted(Samples.line("MUG", 1));
    var order =
        new NewOrder(
            sample.key(),
            sample.lines(),
            "EUR",
            "tok_visa",
            sample.details().withEmail("ada@example.com"));
    var row = Order.accepted(order, "hash", Samples.SENT, Duration.ofMinutes(30));
    orders.put(row);
    orders.store(Samples.moved(row, OrderStatus.CONFIRMED, Samples.SENT, 1L, false));
  }

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void whatEmailRefusesIsDeliveredInTheAccountAndOnce() {
    answers.addAll(List.of(REFUSED, DELIVERED));

    assertThat(deliver(true, Duration.ZERO))
        .isEqualTo(new Notified(event.notificationKey(), "ACCOUNT", false));
    assertThat(deliver(true, Duration.ZERO))
        .isEqualTo(new Notified(event.notificationKey(), "ACCOUNT", true));
    assertThat(used).containsExactly(Channel.EMAIL, Channel.ACCOUNT);
    assertThat(counts.asMap())
        .containsEntry(OrderMetric.CustomersNotified, 1)
        .containsEntry(OrderMetric.NotificationsFellBack, 1);
  }

  @Test
  void whileItIsOffWhatEmailRefusesFails() {
    answers.addAll(List.of(REFUSED));

    assertThatThrownBy(() -> deliver(false, Duration.ZERO))
        .isInstanceOf(AddressRefusedException.class);
    assertThat(used).containsExactly(Channel.EMAIL);
  }

  @Test
  void aBusyNotifierHasTheFirstMinuteToItself() {
    answers.addAll(List.of(BUSY, BUSY, DELIVERED));

    assertThatThrownBy(() -> deliver(true, Duration.ofMillis(59_999)))
        .isInstanceOf(NotifierBusyException.class);
    assertThat(deliver(true, Duration.ofMinutes(1)).channel()).isEqualTo("ACCOUNT");
    assertThat(used).containsExactly(Channel.EMAIL, Channel.EMAIL, Channel.ACCOUNT);
  }

  @Test
  void aNotifierThatIsNoLongerBusyIsNotFallenBackFrom() {
    answers.addAll(List.of(BUSY, DELIVERED));

    assertThatThrownBy(() -> deliver(true, Duration.ZERO))
        .isInstanceOf(NotifierBusyException.class);
    assertThat(deliver(true, Duration.ofMinutes(1)).channel()).isEqualTo("EMAIL");
    assertThat(counts.asMap()).doesNotContainKey(OrderMetric.NotificationsFellBack);
  }

  @Test
  void anAccountThatIsBusyFailsAsItAlwaysDoes() {
    answers.addAll(List.of(REFUSED, BUSY));

    assertThatThrownBy(() -> deliver(true, Duration.ofHours(1)))
        .isInstanceOf(NotifierBusyException.class);
    assertThat(tables.records()).isZero();
  }

  /** The drill: nothing failed, so nothing fell back. */
  @Test
  void aShareGoesToTheAccountThoughEmailWouldTakeIt() {
    answers.addAll(List.of(DELIVERED, DELIVERED));

    assertThat(deliver(new NotificationSettings(false, 100), Duration.ZERO).channel())
        .isEqualTo("ACCOUNT");
    assertThat(deliver(new NotificationSettings(false, 0), Duration.ZERO).before()).isTrue();
    assertThat(used).containsExactly(Channel.ACCOUNT);
    assertThat(counts.asMap())
        .containsEntry(OrderMetric.CustomersNotified, 1)
        .doesNotContainKey(OrderMetric.NotificationsFellBack);
  }

  /** The e-mail may have arrived: neither that try nor one after it may use another channel. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatNobodyKnowsNeverFallsBack(boolean refusedLater) {
    answers.addAll(List.of(UNKNOWN, refusedLater ? REFUSED : BUSY));

    assertThatThrownBy(() -> deliver(true, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> deliver(true, Duration.ofMinutes(3)))
        .isInstanceOf(refusedLater ? AddressRefusedException.class : NotifierBusyException.class);
    assertThat(used).containsExactly(Channel.EMAIL, Channel.EMAIL);
  }

  private Notified deliver(boolean fallsBack, Duration age) {
    return deliver(new NotificationSettings(fallsBack, 0), age);
  }

  private Notified deliver(NotificationSettings settings, Duration age) {
    var clock = Clock.fixed(PUT.plus(age), ZoneOffset.UTC);
    CustomerNotifier notifier =
        notification -> {
          used.add(notification.channel());
          assertThat(notification.key()).isEqualTo(event.notificationKey());
          return answers.remove().get();
        };
    var idempotency =
        new Idempotency(
            new DynamoDbIdempotencyRecords(tables.client, "idempotency"),
            Idempotency.LEAST_RETENTION,
            clock,
            () -> UUID.randomUUID().toString());
    return new Notifying(orders, notifier, idempotency, new Fallback(() -> settings), clock)
        .deliver(event, REMAINING, counts);
  }
}
