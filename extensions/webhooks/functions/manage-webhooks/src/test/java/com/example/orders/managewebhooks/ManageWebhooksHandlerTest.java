package com.example.orders.managewebhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.managewebhooks.ManagedApi.Answer;
import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import com.example.orders.webhooks.Deliveries.Claimed;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.DeliveryState;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.EndpointStatus;
import com.example.orders.webhooks.Secret;
import com.example.orders.webhooks.WebhookType;
import com.example.orders.webhooktesting.WebhookTables;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What customers are answered, over tables as AWS's. */
@TestInstance(Lifecycle.PER_CLASS)
class ManageWebhooksHandlerTest {
  private static final String ONE = "/webhooks/{endpointId}";
  private static final String RESEND = ONE + "/deliveries/{deliveryId}/resend";
  private static final String BODY = "{\"url\":\"https://hooks.example.com/orders\"}";

  private WebhookTables tables;
  private ManagedApi api;
  private String customer;

  @BeforeAll
  void start() {
    tables = new WebhookTables();
  }

  @AfterAll
  void stop() {
    tables.close();
  }

  @BeforeEach
  void aNewCustomer() {
    api = new ManagedApi(tables);
    customer = UUID.randomUUID().toString();
  }

  @Test
  void registersAnEndpointAndShowsItsSecretOnce() throws Exception {
    var answer =
        api.register(
            customer,
            "{\"url\":\"https://hooks.example.com/a?b=c\",\"types\":[\"order.rejected\"]}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
    var registered = answer.body();
    var id = registered.path("endpointId").asText();
    assertThat(registered.path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(registered.path("status").asText()).isEqualTo("PENDING");
    assertThat(registered.path("url").asText()).isEqualTo("https://hooks.example.com/a?b=c");
    assertThat(registered.path("types")).hasToString("[\"order.rejected\"]");
    assertThat(registered.at("/links/self").asText()).isEqualTo("/v1/webhooks/" + id);

    var seen = api.call(customer, "GET", ONE, id).body();
    var listed = api.call(customer, "GET", "/webhooks").body();
    assertThat(seen.has("secret")).isFalse();
    assertThat(listed.path("webhooks")).containsExactly(seen);
    assertThat(seen + "" + listed).doesNotContain("whsec_");
  }

  @Test
  void aWebhookWithoutTypesTakesAllOfOrders() throws Exception {
    assertThat(api.register(customer, BODY).body().path("types"))
        .hasToString("[\"order.confirmed\",\"order.rejected\",\"order.cancelled\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "\"https://hooks.example.com\"",
        "{}",
        "{\"url\":1}",
        "{\"url\":null}",
        "{\"url\":\"https://hooks.example.com\",\"url\":\"https://hooks.example.com\"}",
        "{\"url\":\"https://hooks.example.com\",\"secret\":\"whsec_x\"}",
        "{\"url\":\"https://hooks.example.com\",\"customer\":\"acme\"}",
        "{\"url\":\"https://hooks.example.com\",\"types\":[]}",
        "{\"url\":\"https://hooks.example.com\",\"types\":\"order.confirmed\"}",
        "{\"url\":\"https://hooks.example.com\",\"types\":{\"a\":\"order.confirmed\"}}",
        "{\"url\":\"https://hooks.example.com\",\"types\":[\"order.confirmed\",1]}",
        "{\"url\":\"https://hooks.example.com\",\"types\":[\"endpoint.verification\"]}",
        "{\"url\":\"https://hooks.example.com\",\"types\":[\"order.confirmed\",\"order.confirmed\"]}",
        "{\"url\":\"http://hooks.example.com\"}",
        "{\"url\":\"https://127.0.0.1/\"}",
        "{\"url\":\"https://hooks.example.com:8443/\"}",
        "{\"url\":\"https://user@hooks.example.com/\"}",
        "{\"url\":\"https://localhost/\"}",
        "{\"url\":\"https://hooks.example.com\\r\\nX-Evil: 1\"}"
      })
  void refusesABadRegistrationAndStoresNothing(String body) throws Exception {
    assertProblem(api.register(customer, body), 400, "invalid-request");
    assertThat(api.endpoints.of(new CustomerId(customer))).isEmpty();
  }

  @Test
  void takesABodyInBase64AndInUtf8Only() throws Exception {
    var request = ManagedApi.request(customer, "POST", "/webhooks", Map.of());
    var encoded = Base64.getEncoder().encodeToString(BODY.getBytes(StandardCharsets.UTF_8));
    assertThat(api.call(request.withBody(encoded).withIsBase64Encoded(true)).status())
        .isEqualTo(201);
    for (var type : List.of("text/plain", "application/json; charset=utf-16", "")) {
      var other =
          ManagedApi.request(customer, "POST", "/webhooks", Map.of())
              .withHeaders(Map.of("Content-Type", type))
              .withBody(BODY);
      assertProblem(api.call(other), 415, "unsupported-media-type");
    }
  }

  @Test
  void aCustomerHasSoManyWebhooks() throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < ManagedApi.LIMIT; i++) {
      ids.add(registered());
    }
    assertProblem(api.register(customer, BODY), 409, "refused");

    assertThat(api.call(customer, "DELETE", ONE, ids.getFirst()).status()).isEqualTo(204);
    assertThat(api.register(customer, BODY).status()).isEqualTo(201);
  }

  @Test
  void aCustomerRegistersSoManyADay() throws Exception {
    for (int i = 0; i < Registering.A_DAY; i++) {
      api.call(customer, "DELETE", ONE, registered());
    }
    assertProblem(api.register(customer, BODY), 429, "too-many-today");
    api.clock.advance(Duration.ofHours(12));
    assertThat(api.register(customer, BODY).status()).isEqualTo(201);
  }

  @Test
  void aDeletedWebhookIsGone() throws Exception {
    var id = registered();
    var answer = api.call(customer, "DELETE", ONE, id);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers()).isEmpty();
    assertThat(answer.body()).isEmpty();
    assertProblem(api.call(customer, "DELETE", ONE, id), 404, "unknown-webhook");
    assertProblem(api.call(customer, "GET", ONE, id), 404, "unknown-webhook");
    assertThat(api.call(customer, "GET", "/webhooks").body().path("webhooks")).isEmpty();
  }

  /** Somebody else's is the same 404 as none, byte for byte. */
  @ParameterizedTest
  @CsvSource({
    "GET, /webhooks/{endpointId}",
    "DELETE, /webhooks/{endpointId}",
    "POST, /webhooks/{endpointId}/verify",
    "POST, /webhooks/{endpointId}/secret",
    "GET, /webhooks/{endpointId}/deliveries",
    "POST, /webhooks/{endpointId}/deliveries/{deliveryId}/resend"
  })
  void anothersWebhookIsNotThere(String method, String route) throws Exception {
    var id = active();
    var delivery = failed(id, 1).id().value();
    var before = tables.items(WebhookTables.ENDPOINTS);

    var others = api.call(UUID.randomUUID().toString(), method, route, id, delivery);

    assertProblem(others, 404, "unknown-webhook");
    for (var none : List.of(EndpointId.random().value(), "", "#count", "../" + id, id + "0")) {
      var answer = api.call(customer, method, route, none, delivery);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(others.body());
    }
    assertThat(tables.items(WebhookTables.ENDPOINTS)).containsExactlyInAnyOrderElementsOf(before);
    assertThat(api.woken).isEmpty();
  }

  @Test
  void aVerificationSendsANewChallengeEachTime() throws Exception {
    var id = registered();

    var first = api.call(customer, "POST", ONE + "/verify", id);
    var second = api.call(customer, "POST", ONE + "/verify", id);

    assertThat(first.status()).isEqualTo(202);
    assertThat(api.woken)
        .extracting(key -> key.id().value())
        .containsExactly(
            first.body().path("deliveryId").asText(), second.body().path("deliveryId").asText());
    var sent = api.deliveries.find(api.woken.getFirst()).orElseThrow();
    assertThat(sent.type()).isEqualTo(WebhookType.ENDPOINT_VERIFICATION);
    assertThat(sent.body()).containsPattern("\"data\":\\{\"challenge\":\"[0-9a-f]{64}\"\\}");
    assertThat(sent.body()).isNotEqualTo(api.deliveries.find(api.woken.get(1)).get().body());
    assertThat(api.call(customer, "GET", ONE, id).body().path("status").asText())
        .as("only an answer makes it active")
        .isEqualTo("PENDING");
  }

  @Test
  void anEndpointIsVerifiedSoOftenADay() throws Exception {
    var id = registered();
    for (int i = 0; i < Verifying.A_DAY; i++) {
      assertThat(api.call(customer, "POST", ONE + "/verify", id).status()).isEqualTo(202);
    }
    assertProblem(api.call(customer, "POST", ONE + "/verify", id), 429, "too-many-today");
    assertThat(api.woken).hasSize(Verifying.A_DAY);
    api.clock.advance(Duration.ofHours(12));
    assertThat(api.call(customer, "POST", ONE + "/verify", id).status()).isEqualTo(202);
  }

  @Test
  void afterARotationBothSecretsAreUsedForADay() throws Exception {
    var registration = api.register(customer, BODY).body();
    var id = registration.path("endpointId").asText();
    var old = registration.path("secret").asText();

    var answer = api.call(customer, "POST", ONE + "/secret", id);

    var next = answer.body().path("secret").asText();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("oldSecretUntil").asText()).isEqualTo("2026-12-01T12:00:00.123Z");
    assertThat(api.call(customer, "GET", ONE, id).body().path("oldSecretUntil").asText())
        .isEqualTo("2026-12-01T12:00:00.123Z");
    assertThat(used(id)).containsExactly(next, old);
    api.clock.advance(Duration.ofHours(24).minusMillis(1));
    assertThat(used(id)).containsExactly(next, old);
    api.clock.advance(Duration.ofMillis(1));
    assertThat(used(id)).containsExactly(next);
    assertThat(api.call(customer, "GET", ONE, id).body().has("oldSecretUntil")).isFalse();
  }

  /** Or a client whose answer was lost, and that rotates again, would cut off its receiver. */
  @Test
  void twoRotationsInARowKeepTheSecretThatTheReceiverHas() throws Exception {
    var registration = api.register(customer, BODY).body();
    var id = registration.path("endpointId").asText();
    var secrets = new ArrayList<String>();
    secrets.add(registration.path("secret").asText());
    for (int i = 0; i < 3; i++) {
      var answer = api.call(customer, "POST", ONE + "/secret", id);
      secrets.addFirst(answer.body().path("secret").asText());
      assertThat(used(id)).isEqualTo(secrets.subList(0, Math.min(secrets.size(), Rotating.MOST)));
    }
  }

  @Test
  void listsDeliveriesInPagesTheNewestFirst() throws Exception {
    var id = active();
    var deliveries = new ArrayList<DeliveryKey>();
    for (int i = 0; i < 12; i++) {
      deliveries.addFirst(failed(id, i));
    }

    var first = api.page(customer, id, Map.of("limit", List.of("10")));
    var cursor = first.body().path("nextCursor").asText();
    var second = api.page(customer, id, Map.of("cursor", List.of(cursor)));

    var listed =
        Stream.of(first, second)
            .flatMap(page -> page.body().path("deliveries").valueStream())
            .toList();
    assertThat(listed)
        .extracting(one -> one.path("deliveryId").asText())
        .isEqualTo(deliveries.stream().map(key -> key.id().value()).toList());
    assertThat(second.body().has("nextCursor")).isFalse();
    assertThat(first.body().at("/links/next").asText())
        .startsWith("/v1/webhooks/" + id + "/deliveries?limit=10&cursor=");
    var one = listed.getFirst();
    assertThat(one.path("status").asText()).isEqualTo("FAILED");
    assertThat(one.path("attempts").asInt()).isEqualTo(1);
    assertThat(one.path("lastOutcome").asText()).isEqualTo("503");
    assertThat(one.path("type").asText()).isEqualTo("order.confirmed");
    assertThat(one.has("nextAttemptAt")).isFalse();
    assertThat(one.has("body")).isFalse();
  }

  static Stream<Map<String, List<String>>> badPages() {
    return Stream.concat(
        Stream.of("0", "", "26", "10\n", "-10", "1e1")
            .map(limit -> Map.of("limit", List.of(limit))),
        Stream.of(
                "",
                "x",
                encoded("2026-11-30T12:00:00.123Z|ep_" + "1".repeat(32) + "0"),
                encoded("2026-13-30T12:00:00.123Z|msg_" + "1".repeat(32)),
                encoded("2026-11-30T12:00:00.123Z|msg_" + "g".repeat(32)))
            .map(cursor -> Map.of("cursor", List.of(cursor))));
  }

  @ParameterizedTest
  @MethodSource("badPages")
  void refusesABadLimitOrCursor(Map<String, List<String>> query) throws Exception {
    assertProblem(api.page(customer, registered(), query), 400, "invalid-parameters");
  }

  @Test
  void resendsAnEndedDeliveryUnderItsOldId() throws Exception {
    var id = active();
    var key = failed(id, 1);

    var answer = api.call(customer, "POST", RESEND, id, key.id().value());
    var again = api.call(customer, "POST", RESEND, id, key.id().value());

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().path("deliveryId").asText()).isEqualTo(key.id().value());
    assertThat(answer.body().path("status").asText()).isEqualTo("PENDING");
    assertThat(again.body()).isEqualTo(answer.body());
    assertThat(api.woken).containsExactly(key, key);
    var listed = api.page(customer, id, Map.of()).body().path("deliveries").get(0);
    assertThat(listed.path("nextAttemptAt").asText()).isEqualTo("2026-11-30T12:00:00.123Z");
  }

  @Test
  void whatIsBeingSentIsNotWokenAgain() throws Exception {
    var id = active();
    var key = failed(id, 1);
    api.call(customer, "POST", RESEND, id, key.id().value());
    api.deliveries.claim(key, api.clock.instant());
    api.woken.clear();

    assertThat(api.call(customer, "POST", RESEND, id, key.id().value()).status()).isEqualTo(202);
    assertThat(api.woken).isEmpty();
  }

  @Test
  void refusesToResendWhatCannotArrive() throws Exception {
    var id = registered();
    var key = failed(id, 1);
    assertProblem(api.call(customer, "POST", RESEND, id, key.id().value()), 409, "refused");

    var challenge = api.call(customer, "POST", ONE + "/verify", id).body().path("deliveryId");
    api.endpoints.activate(endpoint(id));
    assertProblem(api.call(customer, "POST", RESEND, id, challenge.asText()), 409, "refused");

    var none = DeliveryId.of(key.endpoint(), "none").value();
    for (var unknown : List.of(none, "", "msg_1")) {
      assertProblem(api.call(customer, "POST", RESEND, id, unknown), 404, "unknown-delivery");
    }
    assertThat(api.deliveries.find(key).orElseThrow().state()).isEqualTo(DeliveryState.FAILED);
  }

  @Test
  void saysSinceWhenAndWhyAWebhookIsDisabled() throws Exception {
    var id = active();
    api.endpoints.disable(endpoint(id), api.clock.instant(), "5 deliveries failed in a row");

    var seen = api.call(customer, "GET", ONE, id).body();

    assertThat(seen.path("status").asText()).isEqualTo(EndpointStatus.DISABLED.name());
    assertThat(seen.path("disabled"))
        .hasToString(
            "{\"since\":\"2026-11-30T12:00:00.123Z\",\"reason\":\"5 deliveries failed in a row\"}");
  }

  private List<String> used(String id) {
    return api.endpoints.find(endpoint(id)).orElseThrow().secretsAt(api.clock.instant()).stream()
        .map(Secret::key)
        .toList();
  }

  private String registered() throws JsonProcessingException {
    return api.register(customer, BODY).body().path("endpointId").asText();
  }

  private String active() throws JsonProcessingException {
    var id = registered();
    api.endpoints.activate(endpoint(id));
    return id;
  }

  private EndpointKey endpoint(String id) {
    return new EndpointKey(new CustomerId(customer), new EndpointId(id));
  }

  /** A delivery that was given up at its first attempt. */
  private DeliveryKey failed(String id, int second) {
    var order = new OrderId(UUID.randomUUID().toString());
    var key = new DeliveryKey(new EndpointId(id), DeliveryId.of(new EndpointId(id), order.value()));
    var at = api.clock.instant().minusSeconds(60 - second);
    api.deliveries.plan(
        Delivery.pending(
            key, new CustomerId(customer), WebhookType.ORDER_CONFIRMED, order, "{}", at));
    api.deliveries.giveUp((Claimed) api.deliveries.claim(key, at), "503");
    return key;
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertProblem(Answer answer, int status, String type) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    JsonNode body = answer.body();
    assertThat(body.path("type").asText()).isEqualTo("urn:orderly:problem:" + type);
    assertThat(body.path("status").asInt()).isEqualTo(status);
  }
}
