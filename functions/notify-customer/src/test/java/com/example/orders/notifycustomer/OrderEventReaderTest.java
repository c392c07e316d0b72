package com.example.orders.notifycustomer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.example.orders.json.OrderEvent;
import com.example.orders.json.OrderEventReader;
import com.example.orders.json.UnreadableEventException;
import com.example.orders.lambda.Priming;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.Samples;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderEventReaderTest {
  private static final String ORDER = "acme#0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a#";

  private final OrderEventReader reader = new OrderEventReader();

  static Stream<Arguments> notified() {
    return Stream.of(
        arguments("order-confirmed", "OrderConfirmed"),
        arguments("order-rejected", "OrderRejected"),
        arguments("order-cancelled", "OrderCancelled"),
        arguments("extra-fields", "OrderConfirmed"));
  }

  @ParameterizedTest
  @MethodSource("notified")
  void readsWhatACustomerIsNotifiedOf(String file, String type) {
    var event = read(EventFiles.text("notify-customer/" + file + ".json"));

    assertThat(event.type()).isEqualTo(type);
    assertThat(event.order()).isEqualTo(Samples.KEY);
    assertThat(event.notificationKey()).isEqualTo(ORDER + type);
    assertThat(event.content().path("status").textValue()).isNotEmpty();
  }

  @Test
  void leavesFieldsAloneThatNoCustomerIsNotifiedOf() {
    assertThat(read(EventFiles.text("notify-customer/extra-fields.json")))
        .isEqualTo(read(EventFiles.text("notify-customer/order-confirmed.json")));
  }

  @Test
  void knowsWhenTheEventWasPutIfItSaysSo() {
    var text = EventFiles.text("notify-customer/order-confirmed.json");

    assertThat(read(text).at()).isEqualTo(Instant.parse("2026-11-21T03:15:09Z"));
    assertThat(read(text.replace("2026-11-21T03:15:09Z", "yesterday")).at()).isNull();
    assertThat(read(text.replace("\"time\"", "\"when\"")).at()).isNull();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("unknown-schema-version", "schema version"),
        arguments("without-key", "idempotency key"),
        arguments("key-of-another-customer", "idempotency key"),
        arguments("other-source", "source"),
        arguments("other-type", "detail-type"),
        arguments("no-order-id", "ID"),
        arguments("failure-record", "source"),
        arguments("failure-record-nested", ""));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatIsNoEventOfOurs(String file, String why) {
    assertThatThrownBy(() -> read(EventFiles.text("notify-customer/" + file + ".json")))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "{}",
        "{\"source\":",
        "{\"source\":[\"orderly.orders\"]}",
        "{\"source\":\"orderly.orders\",\"detail-type\":\"OrderConfirmed\",\"detail\":\"{}\"}",
        "{\"source\":\"orderly.orders\",\"source\":\"orderly.orders\"}",
        "{\"n\":1e99999999999}"
      })
  void refusesWhatIsNoEventAtAll(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(UnreadableEventException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1.5", "null", "0", "-1", "4294967297", "[1]"})
  void refusesASchemaVersionThatIsNotOne(String version) {
    var json = EventFiles.text("notify-customer/order-confirmed.json");
    var other = json.replace("\"schemaVersion\": 1", "\"schemaVersion\": " + version);

    assertThat(other).isNotEqualTo(json);
    assertThatThrownBy(() -> read(other)).isInstanceOf(UnreadableEventException.class);
  }

  @Test
  void quotesNothingOfWhatItRefuses() {
    assertThatThrownBy(() -> read("{\"source\":\"secret@example.com\"}"))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> read("secret@example.com")).hasMessageNotContaining("secret");
  }

  @Test
  void refusesAThousandLevelsWithoutOverflowingTheStack() {
    assertThatThrownBy(() -> read("{\"detail\":".repeat(100_000)))
        .isInstanceOf(UnreadableEventException.class);
  }

  @Test
  void readsTheExampleThatPrimesIt() throws IOException {
    assertThat(reader.read(ExampleEvent.json().readAllBytes()).order()).isEqualTo(Priming.ORDER);
  }

  private OrderEvent read(String json) {
    return reader.read(json.getBytes(UTF_8));
  }
}
