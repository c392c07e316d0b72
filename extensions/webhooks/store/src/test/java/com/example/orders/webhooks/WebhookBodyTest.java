package com.example.orders.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.order.Order;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.Samples;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookBodyTest {
  private static final Instant AT = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  void saysHowAnOrderEndedAndNothingOfItsCustomer() {
    var order = ended(OrderStatus.CONFIRMED, 1_998L, Order.Undo.NONE);

    assertThat(WebhookBody.ofOrder(WebhookType.ORDER_CONFIRMED, order))
        .isEqualTo(
            """
            {"type":"order.confirmed","timestamp":"2026-11-30T12:00:00.000Z",\
            "data":{"orderId":"%s","status":"CONFIRMED","version":2,"total":1998,\
            "currency":"EUR"}}"""
                .formatted(order.key().orderId().value()));
  }

  @Test
  void saysWhyAnOrderWasRejectedAndNoTotalThatItNeverHad() {
    var order =
        ended(OrderStatus.REJECTED, null, new Order.Undo("OUT_OF_STOCK", "a detail", false));

    assertThat(WebhookBody.ofOrder(WebhookType.ORDER_REJECTED, order))
        .endsWith(
            """
            "status":"REJECTED","version":2,"reason":"OUT_OF_STOCK"}}""");
  }

  @Test
  void takesTheSameChallengeForAnAnswer() {
    var body = WebhookBody.ofChallenge("a1b2", AT);

    assertThat(body)
        .isEqualTo(
            """
            {"type":"endpoint.verification","timestamp":"2026-11-30T12:00:00.000Z",\
            "data":{"challenge":"a1b2"}}""");
    assertThat(WebhookBody.isAnswered(body, "{\"challenge\": \"a1b2\"}".getBytes(UTF_8))).isTrue();
  }

  /** A server that answers everything with 200, or with what it got, has understood nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ok",
        "{}",
        "null",
        "\"a1b2\"",
        "[\"a1b2\"]",
        "{\"challenge\": null}",
        "{\"challenge\": \"a1b3\"}",
        "{\"challenge\": \"A1B2\"}",
        "{\"challenge\": [\"a1b2\"]}",
        "{\"challenge\": \"a1b2\"} and more",
        "{\"challenge\": \"x\", \"challenge\": \"a1b2\"}",
        "{\"n\": 1e99999999999, \"challenge\": \"a1b2\"}",
        "{\"data\": {\"challenge\": \"a1b2\"}}"
      })
  void takesNothingElse(String answer) {
    var body = WebhookBody.ofChallenge("a1b2", AT);

    assertThat(WebhookBody.isAnswered(body, answer.getBytes(UTF_8))).isFalse();
  }

  @Test
  void aBodyWithoutAChallengeIsAnsweredByNothing() {
    assertThat(WebhookBody.isAnswered("{\"data\": {}}", "{}".getBytes(UTF_8))).isFalse();
  }

  private static Order ended(OrderStatus status, Long total, Order.Undo undo) {
    var first = Samples.accepted(Samples.line("MUG-BLUE", 1));
    var moved = Samples.moved(first, status, AT, total, false);
    return new Order(
        moved.key(),
        moved.intake(),
        moved.lines(),
        moved.details(),
        moved.payment(),
        moved.progress(),
        undo);
  }
}
