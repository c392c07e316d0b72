package com.example.orders.planwebhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.json.OrderJson;
import com.example.orders.json.UnreadableEventException;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.CustomerId;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.DeliveryState;
import com.example.orders.webhooks.DynamoDbDeliveries;
import com.example.orders.webhooks.DynamoDbEndpoints;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Secret;
import com.example.orders.webhooks.WakeUps;
import com.example.orders.webhooks.WebhookType;
import com.example.orders.webhooktesting.WebhookTables;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanWebhooksHandlerTest {
  private static final Instant ENDED = Instant.parse("2026-11-30T12:00:00Z");
  private static final Instant NOW = ENDED.plusSeconds(1);
  private static final CustomerId CUSTOMER = Samples.KEY.customer();
  private static final String EVENT = "OrderConfirmed";

  private final InMemoryOrders orders = new InMemoryOrders();
  private final List<DeliveryKey> woken = new ArrayList<>();
  private WebhookTables tables;
  private DynamoDbEndpoints endpoints;
  private DynamoDbDeliveries deliveries;
  private PlanWebhooksHandler handler;

  @BeforeEach
  void start() {
    tables = new WebhookTables();
    endpoints = new DynamoDbEndpoints(tables.client(), WebhookTables.ENDPOINTS);
    deliveries = new DynamoDbDeliveries(tables.client(), WebhookTables.DELIVERIES);
    handler = handler(delivery -> woken.add(delivery.key()));
    orders.store(Samples.moved(order(), OrderStatus.CONFIRMED, ENDED, 1_998L, false));
  }

  @AfterEach
  void stop() {
    tables.close();
  }

  @Test
  void plansADeliveryOfTheRowForEachEndpointOfTheCustomerAndWakesTheSender() throws Exception {
    var first = active(CUSTOMER);
    var second = active(CUSTOMER, WebhookType.ORDER_CONFIRMED, WebhookType.ORDER_CANCELLED);
    active(new CustomerId("another"));

    assertThat(handle(event(EVENT))).isEqualTo("{\"planned\":2}");

    assertThat(woken).containsExactlyInAnyOrder(key(first), key(second));
    var delivery = deliveries.find(key(first)).orElseThrow();
    assertThat(delivery)
        .isEqualTo(
            Delivery.pending(
                key(first),
                CUSTOMER,
                WebhookType.ORDER_CONFIRMED,
                Samples.KEY.orderId(),
                delivery.body(),
                NOW));
    assertThat(OrderJson.mapper().readTree(delivery.body()).at("/data").toString())
        .isEqualTo(
            """
            {"orderId":"%s","status":"CONFIRMED","version":2,"total":1998,"currency":"EUR"}"""
                .formatted(Samples.KEY.orderId().value()));
  }

  @Test
  void aCopyOfTheEventPlansNothingMoreAndWakesOnlyWhereNoAttemptWasMade() throws Exception {
    var endpoint = active(CUSTOMER);
    handle(event(EVENT));
    var planned = tables.items(WebhookTables.DELIVERIES);

    handle(event(EVENT));
    assertThat(tables.items(WebhookTables.DELIVERIES)).isEqualTo(planned);
    assertThat(woken).containsExactly(key(endpoint), key(endpoint));

    deliveries.claim(key(endpoint), NOW);
    handle(event(EVENT));
    assertThat(woken).hasSize(2);
  }

  /** The row stands, the message does not: Lambda hands the event over again. */
  @Test
  void aSenderThatWasNotWokenIsWokenByTheNextTry() throws Exception {
    var endpoint = active(CUSTOMER);
    handler =
        handler(
            key -> {
              throw new IllegalStateException("The queue does not answer");
            });
    assertThatThrownBy(() -> handle(event(EVENT))).isInstanceOf(IllegalStateException.class);

    handler = handler(delivery -> woken.add(delivery.key()));
    handle(event(EVENT));

    assertThat(woken).containsExactly(key(endpoint));
    assertThat(tables.items(WebhookTables.DELIVERIES)).hasSize(1);
  }

  @Test
  void writesDownForADisabledEndpointWhatItMisses() throws Exception {
    var endpoint = active(CUSTOMER);
    endpoints.disable(endpoint, NOW, "gone");

    handle(event(EVENT));

    assertThat(woken).isEmpty();
    assertThat(deliveries.find(key(endpoint)).orElseThrow())
        .satisfies(
            delivery -> {
              assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
              assertThat(delivery.lastOutcome()).isEqualTo("endpoint disabled");
              assertThat(delivery.attempts()).isZero();
            });
  }

  @Test
  void plansNothingForAnEndpointThatIsNotProvedWantsOtherTypesOrCameLater() throws Exception {
    register(CUSTOMER, ENDED.minusSeconds(60));
    active(CUSTOMER, WebhookType.ORDER_REJECTED);
    endpoints.activate(register(CUSTOMER, ENDED.plusMillis(1)));
    endpoints.delete(active(CUSTOMER), NOW);

    assertThat(handle(event(EVENT))).isEqualTo("{\"planned\":0}");

    assertThat(woken).isEmpty();
    assertThat(tables.items(WebhookTables.DELIVERIES)).isEmpty();
  }

  /** Without the question whether the row agrees, whoever may put events could say anything. */
  @Test
  void sendsNothingThatTheRowDoesNotSay() {
    active(CUSTOMER);

    assertThatThrownBy(() -> handle(event("OrderRejected")))
        .isInstanceOf(UnfoundedEventException.class);
    assertThatThrownBy(
            () -> handle(event(EVENT, OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5b"))))
        .isInstanceOf(UnfoundedEventException.class);
    assertThatThrownBy(() -> handle("{}")).isInstanceOf(UnreadableEventException.class);
    assertThat(tables.items(WebhookTables.DELIVERIES)).isEmpty();
  }

  private PlanWebhooksHandler handler(WakeUps wakeUps) {
    return new PlanWebhooksHandler(
        new Planning(orders, endpoints, deliveries, wakeUps, Clock.fixed(NOW, ZoneOffset.UTC)),
        Telemetry.fromEnvironment());
  }

  private String handle(String json) throws IOException {
    var output = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(json.getBytes(UTF_8)), output, Priming.context());
    return output.toString(UTF_8);
  }

  private EndpointKey active(CustomerId customer, WebhookType... types) {
    var key = register(customer, ENDED, types);
    endpoints.activate(key);
    return key;
  }

  private EndpointKey register(CustomerId customer, Instant at, WebhookType... types) {
    var key = new EndpointKey(customer, EndpointId.random());
    var endpoint =
        Endpoint.pending(
            key,
            "https://hooks.acme.example/",
            List.of(types),
            Secret.random(new SecureRandom()),
            at);
    assertThat(endpoints.register(endpoint, 20, 20)).isEqualTo(Endpoints.Registration.STORED);
    return key;
  }

  private static DeliveryKey key(EndpointKey endpoint) {
    var cause = Samples.KEY.messageGroup() + "#" + EVENT;
    return new DeliveryKey(endpoint.id(), DeliveryId.of(endpoint.id(), cause));
  }

  private static Order order() {
    return Samples.accepted(Samples.line("MUG-BLUE", 2));
  }

  private static String event(String type) {
    return event(type, Samples.KEY);
  }

  private static String event(String type, OrderKey order) {
    return """
        {"detail-type": "%s", "source": "orderly.orders", "time": "2026-11-30T12:00:00Z",
        "detail": {"metadata": {"idempotencyKey": "%s#%s", "schemaVersion": 1},
        "data": {"customer": "%s", "orderId": "%s", "status": "ANY", "total": 5}}}"""
        .formatted(
            type, order.messageGroup(), type, order.customer().value(), order.orderId().value());
  }
}
