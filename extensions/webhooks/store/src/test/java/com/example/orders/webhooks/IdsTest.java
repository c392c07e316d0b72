package com.example.orders.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IDs, the message that carries two of them, and the count of a day. */
class IdsTest {
  private static final EndpointId ENDPOINT = new EndpointId("ep_" + "a".repeat(32));
  private static final LocalDate TODAY = LocalDate.parse("2026-11-30");

  @Test
  void oneEventHasOneIdAtOneEndpoint() {
    var id = DeliveryId.of(ENDPOINT, "acme/order/OrderConfirmed");

    assertThat(DeliveryId.of(ENDPOINT, "acme/order/OrderConfirmed")).isEqualTo(id);
    assertThat(DeliveryId.of(ENDPOINT, "acme/order/OrderRejected")).isNotEqualTo(id);
    assertThat(DeliveryId.of(EndpointId.random(), "acme/order/OrderConfirmed")).isNotEqualTo(id);
  }

  @Test
  void aMessageIsReadAsItWasWritten() {
    var key = new DeliveryKey(ENDPOINT, DeliveryId.of(ENDPOINT, "x"));
    assertThat(DeliveryKey.ofMessage(key.message())).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",
        "ep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/msg_1",
        "ep_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/msg_11111111111111111111111111111111",
        "ep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/msg_11111111111111111111111111111111\n",
        "{}"
      })
  void anyOtherMessageIsNone(String text) {
    assertThat(DeliveryKey.ofMessage(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#count", "ep_", "ep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "msg_1"})
  void anEndpointsIdHasOneForm(String text) {
    assertThatThrownBy(() -> new EndpointId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsOnADayUpToItsLimitAndAnewOnTheNext() {
    var one = DailyCount.NEVER.next(TODAY, 2).orElseThrow();
    var two = one.next(TODAY, 2).orElseThrow();

    assertThat(two.next(TODAY, 2)).isEmpty();
    assertThat(two.next(TODAY.plusDays(1), 2)).contains(new DailyCount(TODAY.plusDays(1), 1));
    assertThat(DailyCount.of(two.text())).isEqualTo(two);
  }
}
