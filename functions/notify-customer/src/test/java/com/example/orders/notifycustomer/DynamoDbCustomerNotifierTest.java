package com.example.orders.notifycustomer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.notifycustomer.CustomerNotifier.AddressRefused;
import com.example.orders.notifycustomer.CustomerNotifier.Busy;
import com.example.orders.notifycustomer.CustomerNotifier.Delivered;
import com.example.orders.testing.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class DynamoDbCustomerNotifierTest {
  private static final String DOMAIN = "@simulator.orderly.example";

  private static Tables tables;

  private final List<Duration> pauses = new ArrayList<>();
  private final String key = "acme#" + UUID.randomUUID();
  private final DynamoDbCustomerNotifier notifier = notifier("notifications");

  @BeforeAll
  static void start() {
    tables = new Tables();
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @Test
  void deliversAKeyOnceAndCountsAttempts() {
    assertThat(send("ada@example.com")).isEqualTo(new Delivered());
    assertThat(send("ada@example.com")).isEqualTo(new Delivered());

    assertRow(2, 1);
    assertThat(tables.notification(key))
        .containsEntry("channel", AttributeValue.fromS("EMAIL"))
        .containsEntry("at", AttributeValue.fromS("2026-11-21T03:15:00.123Z"))
        .containsOnlyKeys("notificationKey", "attempts", "deliveries", "at", "channel");
  }

  @Test
  void deliversToTheAccountIfThereIsNoAddress() {
    assertThat(send(null)).isEqualTo(new Delivered());
    assertThat(tables.notification(key)).containsEntry("channel", AttributeValue.fromS("ACCOUNT"));
  }

  @Test
  void deliversOnceToManyAtOnce() throws Exception {
    Callable<CustomerNotifier.SendResult> call = () -> send("ada@example.com");
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var sent : threads.invokeAll(Collections.nCopies(8, call))) {
        assertThat(sent.get()).isEqualTo(new Delivered());
      }
    }
    assertRow(8, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bounce", "bounce+1"})
  void refusesForGood(String name) {
    assertThat(send(name + DOMAIN)).isEqualTo(new AddressRefused());
    assertThat(send(name + DOMAIN)).isEqualTo(new AddressRefused());
    assertRow(2, 0);
  }

  @Test
  void refusesTheFirstTwoTimesOrAsOftenAsTheAddressSays() {
    assertThat(send("throttle" + DOMAIN)).isInstanceOf(Busy.class);
    assertThat(send("throttle" + DOMAIN)).isInstanceOf(Busy.class);
    assertThat(send("throttle+3" + DOMAIN)).isInstanceOf(Busy.class);
    assertRow(3, 0);
    assertThat(send("throttle+3" + DOMAIN)).isEqualTo(new Delivered());
    assertRow(4, 1);
  }

  @Test
  void takesItsTime() {
    assertThat(send("slow" + DOMAIN)).isEqualTo(new Delivered());
    assertThat(pauses).containsExactly(DynamoDbCustomerNotifier.SLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bounce@example.com", "abounce" + DOMAIN, "bounce" + DOMAIN + ".com"})
  void simulatesNothingElsewhere(String address) {
    assertThat(send(address)).isEqualTo(new Delivered());
  }

  @Test
  void isBusyIfNotEvenTheAttemptCanBeCounted() {
    var notification = new Notification(key, Samples.KEY, "OrderConfirmed", "ada@example.com");
    assertThat(notifier("no-such-table").send(notification))
        .isInstanceOfSatisfying(
            Busy.class,
            busy -> assertThat(busy.why()).hasCauseInstanceOf(ResourceNotFoundException.class));
  }

  @Test
  void passesOnThatNobodyKnowsWhetherItWasDelivered() {
    var failing =
        new DynamoDbCustomerNotifier(
            tables.client,
            "notifications",
            fixedClock(),
            _ -> {
              throw new IllegalStateException("killed");
            });
    var notification = new Notification(key, Samples.KEY, "OrderConfirmed", "slow" + DOMAIN);
    assertThatThrownBy(() -> failing.send(notification)).hasMessage("killed");
    assertRow(1, 0);
  }

  @Test
  void keepsAndPrintsNoAddress() {
    var notification = new Notification(key, Samples.KEY, "OrderConfirmed", "secret@example.com");
    notifier.send(notification);

    assertThat(tables.everything() + notification).doesNotContain("secret");
  }

  private CustomerNotifier.SendResult send(String email) {
    return notifier.send(new Notification(key, Samples.KEY, "OrderConfirmed", email));
  }

  private void assertRow(int attempts, int deliveries) {
    var row = tables.notification(key);
    assertThat(row).containsEntry("attempts", AttributeValue.fromN("" + attempts));
    if (deliveries == 0) {
      assertThat(row).doesNotContainKey("deliveries");
    } else {
      assertThat(row).containsEntry("deliveries", AttributeValue.fromN("" + deliveries));
    }
  }

  private DynamoDbCustomerNotifier notifier(String table) {
    return new DynamoDbCustomerNotifier(tables.client, table, fixedClock(), pauses::add);
  }

  private static Clock fixedClock() {
    return Clock.fixed(Samples.SENT, ZoneOffset.UTC);
  }
}
