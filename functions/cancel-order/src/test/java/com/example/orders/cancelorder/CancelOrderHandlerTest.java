package com.example.orders.cancelorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Transition;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which orders are cancelled, and what their customers are answered. */
class CancelOrderHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final InMemoryOrders orders = new InMemoryOrders();
  private final CancelOrderHandler handler =
      new CancelOrderHandler(
          new Cancelling(orders, Clock.fixed(NOW, ZoneOffset.UTC)), Telemetry.fromEnvironment());

  @ParameterizedTest
  @EnumSource(names = {"ACCEPTED", "INVENTORY_RESERVED"})
  void cancelsWhatTheChargeHasNotClaimed(OrderStatus from) throws Exception {
    var order = at(from);
    orders.store(order);

    var answer = cancel();

    assertThat(answer.getStatusCode()).isEqualTo(202);
    assertThat(JSON.readTree(answer.getBody()))
        .isEqualTo(
            JSON.readTree(
                """
                {"orderId":"%1$s","status":"CANCEL_REQUESTED","links":{"self":"/v1/orders/%1$s"}}
                """
                    .formatted(Samples.KEY.orderId())));
    var row = orders.find(Samples.KEY).orElseThrow();
    assertThat(row.status()).isEqualTo(OrderStatus.CANCEL_REQUESTED);
    assertThat(row.version()).isEqualTo(order.version() + 1);
    assertThat(row.history().getLast().at()).isEqualTo(NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "CANCEL_REQUESTED, CANCEL_REQUESTED, 202",
    "COMPENSATING, CANCEL_REQUESTED, 202",
    "PARKED, CANCEL_REQUESTED, 202",
    "CANCELLED, CANCEL_REQUESTED, 202",
    "CHARGING, INVENTORY_RESERVED, 409",
    "PAYMENT_CHARGED, CHARGING, 409",
    "CONFIRMED, PAYMENT_CHARGED, 409",
    "COMPENSATING, CHARGING, 409",
    "REJECTED, COMPENSATING, 409",
    "PARKED, CHARGING, 409"
  })
  void tellsByTheRowWhetherItIsCancelled(OrderStatus status, OrderStatus past, int expected)
      throws Exception {
    var order = Samples.moved(at(past), status, NOW, null, false);
    orders.store(order);

    var answer = cancel();

    assertThat(answer.getStatusCode()).isEqualTo(expected);
    assertThat(orders.find(Samples.KEY)).contains(order);
    if (expected == 202) {
      assertThat(body(answer).path("status").asText()).isEqualTo(status.name());
    } else {
      assertProblem(answer, "urn:orderly:problem:cannot-cancel");
      assertThat(body(answer).path("detail").asText()).startsWith("The order is " + status + ".");
    }
    assertThat(answer.getBody()).doesNotContain("Secret", "tok_", "Main Street");
  }

  @Test
  void promisesNothingForWhatAnOperatorHasDiscarded() throws Exception {
    var parked =
        Samples.moved(at(OrderStatus.CANCEL_REQUESTED), OrderStatus.PARKED, NOW, null, false);
    orders.store(parked);
    assertThat(cancel().getStatusCode()).isEqualTo(202);
    orders.transition(Samples.KEY, Transition.discard(parked, "sold by phone", NOW));

    var answer = cancel();

    assertThat(answer.getStatusCode()).isEqualTo(409);
    assertProblem(answer, "urn:orderly:problem:cannot-cancel");
  }

  /** An answer was lost, the SDK asked again: the customer's own cancellation is there. */
  @Test
  void findsItsOwnCancellation() throws Exception {
    orders.store(at(OrderStatus.ACCEPTED));
    cancel();

    var again = cancel();

    assertThat(again.getStatusCode()).isEqualTo(202);
    assertThat(body(again).path("status").asText()).isEqualTo("CANCEL_REQUESTED");
  }

  @Test
  void knowsNoOrderOfAnother() throws Exception {
    orders.store(at(OrderStatus.ACCEPTED));
    var event = event();
    event
        .getRequestContext()
        .setAuthorizer(Map.of("claims", Map.of("sub", "a-stranger", "token_use", "access")));

    assertUnknown(answer(event));
    assertThat(orders.find(Samples.KEY).orElseThrow().status()).isEqualTo(OrderStatus.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-", "0198F1D2-6C7E-7C43-9A51-1F0E2D3C4B5A", "$context", "\u0000"})
  void knowsNoOrderUnderWhatIsNoId(String id) throws Exception {
    var event = event();
    event.setPathParameters(Map.of("orderId", id));

    assertUnknown(answer(event));
  }

  /** Nobody gets in by a route that somebody forgot to guard. */
  @Test
  void failsWithoutACustomer() {
    var event = event();
    event.getRequestContext().setAuthorizer(null);

    assertThatThrownBy(() -> answer(event)).isInstanceOf(IllegalStateException.class);
  }

  private static void assertUnknown(APIGatewayProxyResponseEvent answer) throws Exception {
    assertThat(answer.getStatusCode()).isEqualTo(404);
    assertThat(answer.getHeaders()).containsEntry("Retry-After", "1");
    assertProblem(answer, "urn:orderly:problem:unknown-order");
  }

  private static void assertProblem(APIGatewayProxyResponseEvent answer, String type)
      throws Exception {
    assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/problem+json");
    assertThat(body(answer).path("type").asText()).isEqualTo(type);
    assertThat(body(answer).path("status").asInt()).isEqualTo(answer.getStatusCode());
  }

  private static Order at(OrderStatus status) {
    return Samples.moved(Samples.accepted(Samples.line("TEA", 1)), status, NOW, null, false);
  }

  private APIGatewayProxyResponseEvent cancel() {
    return answer(event());
  }

  private APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, mock(Context.class));
  }

  private static APIGatewayProxyRequestEvent event() {
    return EventFiles.event("cancel-order/cancel.json", APIGatewayProxyRequestEvent.class);
  }

  private static JsonNode body(APIGatewayProxyResponseEvent answer) throws JsonProcessingException {
    return JSON.readTree(answer.getBody());
  }
}
