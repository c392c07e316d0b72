package com.example.orders.linkinvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.invoices.InvoiceLinks.Link;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.testing.Samples;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a customer who asks for an invoice is answered. */
class LinkInvoiceHandlerTest {
  private static final String ORDER = Samples.KEY.orderId().value();
  private static final Map<OrderKey, Link> LINKS =
      Map.of(
          Samples.KEY,
          new Link("https://bucket.example/invoice?signed", Instant.parse("2026-11-21T10:05:00Z")));

  private final LinkInvoiceHandler handler =
      new LinkInvoiceHandler(
          key -> Optional.ofNullable(LINKS.get(key)), Telemetry.fromEnvironment());

  @Test
  void givesTheLinkAndSaysHowLongItWorks() {
    var answer = ask(handler, "acme", ORDER);
    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(answer.getBody())
        .isEqualTo(
            "{\"url\":\"https://bucket.example/invoice?signed\","
                + "\"expiresAt\":\"2026-11-21T10:05:00Z\"}");
    assertThat(answer.getHeaders()).containsEntry("Cache-Control", "no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "stranger, 0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a", // another customer's
    "acme, 0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5b", // nobody's, or without an invoice
    "acme, no-id",
    "acme, ../stranger/0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a"
  })
  void whoeverHasNoInvoiceGetsTheSameAnswer(String customer, String order) {
    var answer = ask(handler, customer, order);
    var other = ask(handler, "nobody", "00000000-0000-4000-8000-000000000000");
    assertThat(answer.getStatusCode()).isEqualTo(404);
    assertThat(answer).isEqualTo(other);
    assertThat(answer.getHeaders()).containsEntry("Retry-After", "10");
    assertThat(answer.getBody())
        .contains("urn:orderly:problem:unknown-order")
        .doesNotContain(order);
  }

  @Test
  void whileS3IsBusyTheAnswerIsToComeAgain() {
    var busy =
        new LinkInvoiceHandler(
            _ -> {
              throw SdkClientException.create("no answer");
            },
            Telemetry.fromEnvironment());
    assertThat(ask(busy, "acme", ORDER).getStatusCode()).isEqualTo(503);
  }

  private static APIGatewayProxyResponseEvent ask(
      LinkInvoiceHandler handler, String customer, String order) {
    var context = new ProxyRequestContext();
    context.setPath("/v1/orders/" + order + "/invoice");
    context.setAuthorizer(Map.of("claims", Map.of("sub", customer)));
    return handler.handleRequest(
        new APIGatewayProxyRequestEvent()
            .withRequestContext(context)
            .withPathParameters(Map.of("orderId", order)),
        mock(Context.class));
  }
}
