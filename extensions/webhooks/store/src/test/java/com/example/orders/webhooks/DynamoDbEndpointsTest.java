package com.example.orders.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.example.orders.order.CustomerId;
import com.example.orders.webhooks.Endpoints.Registration;
import com.example.orders.webhooktesting.WebhookTables;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Endpoints on a table as AWS's; each rule also where the first answer of every write is lost. */
@TestInstance(Lifecycle.PER_CLASS)
class DynamoDbEndpointsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.123Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-11-30");
  private static final String URL = "https://hooks.example.com/orders";
  private static final DeliveryId FIRST = new DeliveryId("msg_" + "1".repeat(32));
  private static final DeliveryId SECOND = new DeliveryId("msg_" + "2".repeat(32));

  private WebhookTables tables;

  @BeforeAll
  void start() {
    tables = new WebhookTables();
  }

  @AfterAll
  void stop() {
    tables.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsAnEndpointAsItWasRegisteredUnderItsCustomerOnly(boolean answersAreLost) {
    var endpoints = endpoints(answersAreLost);
    var endpoint = endpoint(customer(), NOW);

    assertThat(endpoints.register(endpoint, 2, 9)).isEqualTo(Registration.STORED);

    assertThat(endpoints.find(endpoint.key())).contains(endpoint);
    assertThat(endpoints.of(endpoint.key().customer())).containsExactly(endpoint);
    assertThat(endpoints.subscriptions(endpoint.key().customer()))
        .containsExactly(endpoint.subscription());
    var others = new EndpointKey(customer(), endpoint.key().id());
    assertThat(endpoints.find(others)).isEmpty();
    assertThat(endpoints.of(others.customer())).isEmpty();
    assertThat(endpoints.delete(others, NOW)).isFalse();
    assertThat(endpoints.find(endpoint.key())).contains(endpoint);
  }

  @Test
  void whoPlansDeliveriesIsHandedNeitherAddressesNorSecrets() {
    var client = mock(DynamoDbClient.class, delegatesTo(tables.client()));
    new DynamoDbEndpoints(client, WebhookTables.ENDPOINTS).subscriptions(customer());

    var query = ArgumentCaptor.<Consumer<QueryRequest.Builder>>captor();
    verify(client).queryPaginator(query.capture());
    var read = QueryRequest.builder().applyMutation(query.getValue()).build();
    assertThat(read.projectionExpression().split(", "))
        .containsExactlyInAnyOrder("customer", "endpointId", "types", "#status", "createdAt");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCustomerHasAsManyAsItMayAndOneMoreAfterOneWasDeleted(boolean answersAreLost) {
    var endpoints = endpoints(answersAreLost);
    var customer = customer();
    var first = endpoint(customer, NOW);
    endpoints.register(first, 2, 9);
    endpoints.register(endpoint(customer, NOW), 2, 9);

    assertThat(endpoints.register(endpoint(customer, NOW), 2, 9)).isEqualTo(Registration.TOO_MANY);
    endpoints.delete(first.key(), NOW);
    assertThat(endpoints.delete(first.key(), NOW)).isFalse();

    assertThat(endpoints.register(endpoint(customer, NOW), 2, 9)).isEqualTo(Registration.STORED);
    assertThat(endpoints.register(endpoint(customer, NOW), 2, 9)).isEqualTo(Registration.TOO_MANY);
    assertThat(endpoints.of(customer)).hasSize(2);
  }

  @Test
  void manyAtOnceRegisterNoMoreThanTheCustomerMayHave() throws Exception {
    var endpoints = endpoints(false);
    var customer = customer();
    try (var threads = Executors.newFixedThreadPool(16)) {
      var results =
          threads.invokeAll(
              IntStream.range(0, 16)
                  .<java.util.concurrent.Callable<Registration>>mapToObj(
                      _ -> () -> endpoints.register(endpoint(customer, NOW), 3, 99))
                  .toList());
      var stored = 0;
      for (var result : results) {
        stored += result.get() == Registration.STORED ? 1 : 0;
      }
      assertThat(stored).isEqualTo(3);
    }
    assertThat(endpoints.of(customer)).hasSize(3);
  }

  /** So that a customer cannot fill the table with endpoints that it deletes again. */
  @Test
  void aCustomerRegistersSoManyADay() {
    var endpoints = endpoints(false);
    var customer = customer();
    for (int i = 0; i < 2; i++) {
      var endpoint = endpoint(customer, NOW);
      endpoints.register(endpoint, 5, 2);
      endpoints.delete(endpoint.key(), NOW);
    }

    assertThat(endpoints.register(endpoint(customer, NOW), 5, 2))
        .isEqualTo(Registration.TOO_MANY_TODAY);
    assertThat(endpoints.register(endpoint(customer, NOW.plus(Duration.ofHours(12))), 5, 2))
        .isEqualTo(Registration.STORED);
  }

  @Test
  void aDeletedEndpointLeavesNeitherAddressNorSecret() {
    var endpoints = endpoints(true);
    var endpoint = registered(endpoints);

    assertThat(endpoints.delete(endpoint.key(), NOW)).isTrue();

    assertThat(endpoints.find(endpoint.key())).isEmpty();
    assertThat(endpoints.of(endpoint.key().customer())).isEmpty();
    var left =
        tables.items(WebhookTables.ENDPOINTS).stream()
            .filter(item -> item.get("endpointId").s().equals(endpoint.key().id().value()))
            .toList();
    assertThat(left).hasSize(1);
    assertThat(left.toString()).doesNotContain("whsec_", "hooks.example.com");
    assertThat(left.getFirst().get("expiresAt").n())
        .isEqualTo(Long.toString(NOW.plus(Duration.ofDays(1)).getEpochSecond()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoSawAnOldCountCannotCountUp(boolean answersAreLost) {
    var endpoints = endpoints(answersAreLost);
    var seen = registered(endpoints);
    var next = seen.verifications().next(TODAY, 10).orElseThrow();

    assertThat(endpoints.countVerification(seen, next)).isTrue();
    assertThat(endpoints.find(seen.key()).orElseThrow().verifications()).isEqualTo(next);

    var later = next.next(TODAY, 10).orElseThrow();
    assertThat(endpoints.countVerification(seen, later)).isFalse();
    assertThat(endpoints.find(seen.key()).orElseThrow().verifications()).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoSawOldSecretsCannotReplaceThem(boolean answersAreLost) {
    var endpoints = endpoints(answersAreLost);
    var seen = registered(endpoints);
    var next = List.of(secret(), seen.secrets().getFirst().until(NOW.plusSeconds(86_400)));

    assertThat(endpoints.replaceSecrets(seen, next)).isTrue();
    assertThat(endpoints.find(seen.key()).orElseThrow().secrets()).isEqualTo(next);

    assertThat(endpoints.replaceSecrets(seen, List.of(secret()))).isFalse();
    assertThat(endpoints.find(seen.key()).orElseThrow().secrets()).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsEachDeliveryThatWasGivenUpOnce(boolean answersAreLost) {
    var endpoints = endpoints(answersAreLost);
    var key = registered(endpoints).key();

    assertThat(endpoints.countFailure(key, FIRST)).isEqualTo(1);
    assertThat(endpoints.countFailure(key, FIRST)).isEqualTo(1);
    assertThat(endpoints.countFailure(key, SECOND)).isEqualTo(2);
    endpoints.forgetFailures(key);

    assertThat(endpoints.find(key).orElseThrow().failedInARow()).isZero();
    assertThat(endpoints.countFailure(key, SECOND)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyAnActiveOneIsDisabledAndOnce(boolean answersAreLost) {
    var endpoints = endpoints(answersAreLost);
    var key = registered(endpoints).key();
    assertThat(endpoints.disable(key, NOW, "it answered 410")).isFalse();

    endpoints.activate(key);
    assertThat(endpoints.find(key).orElseThrow().status()).isEqualTo(EndpointStatus.ACTIVE);
    endpoints.countFailure(key, FIRST);
    assertThat(endpoints.disable(key, NOW, "it answered 410")).isTrue();
    assertThat(endpoints.disable(key, NOW.plusMillis(1), "5 failed in a row")).isFalse();

    var disabled = endpoints.find(key).orElseThrow();
    assertThat(disabled.status()).isEqualTo(EndpointStatus.DISABLED);
    assertThat(disabled.disabled()).isEqualTo(new Endpoint.Disabled(NOW, "it answered 410"));

    endpoints.activate(key);
    var active = endpoints.find(key).orElseThrow();
    assertThat(active.status()).isEqualTo(EndpointStatus.ACTIVE);
    assertThat(active.disabled()).isNull();
    assertThat(active.failedInARow()).isZero();
  }

  @Test
  void nothingBringsADeletedOneBack() {
    var endpoints = endpoints(false);
    var key = registered(endpoints).key();
    endpoints.delete(key, NOW);

    endpoints.activate(key);
    endpoints.forgetFailures(key);

    assertThat(endpoints.countFailure(key, FIRST)).isZero();
    assertThat(endpoints.disable(key, NOW, "late")).isFalse();
    assertThat(endpoints.find(key)).isEmpty();
    assertThat(endpoints.of(key.customer())).isEmpty();
  }

  /** The "without": each of these is what a condition keeps from happening. */
  @Test
  void withoutItsConditionsNoneOfThisHolds() {
    var weak = new DynamoDbEndpoints(tables.withoutConditions(), WebhookTables.ENDPOINTS);
    var seen = registered(weak);
    var next = seen.verifications().next(TODAY, 10).orElseThrow();

    weak.countVerification(seen, next);
    assertThat(weak.countVerification(seen, next.next(TODAY, 10).orElseThrow())).isTrue();
    weak.replaceSecrets(seen, List.of(secret()));
    assertThat(weak.replaceSecrets(seen, List.of(secret()))).isTrue();
    weak.countFailure(seen.key(), FIRST);
    assertThat(weak.countFailure(seen.key(), FIRST)).isEqualTo(2);
    assertThat(weak.disable(seen.key(), NOW, "pending")).isTrue();
    weak.delete(seen.key(), NOW);
    assertThat(weak.delete(seen.key(), NOW)).isTrue();
    assertThat(weak.countFailure(seen.key(), SECOND)).as("of a deleted one").isPositive();
  }

  private Endpoints endpoints(boolean answersAreLost) {
    return new DynamoDbEndpoints(
        answersAreLost ? tables.losingAnswers() : tables.client(), WebhookTables.ENDPOINTS);
  }

  private static Endpoint registered(Endpoints endpoints) {
    var endpoint = endpoint(customer(), NOW);
    endpoints.register(endpoint, 5, 9);
    return endpoint;
  }

  private static CustomerId customer() {
    return new CustomerId(UUID.randomUUID().toString());
  }

  private static Endpoint endpoint(CustomerId customer, Instant now) {
    return Endpoint.pending(
        new EndpointKey(customer, EndpointId.random()),
        URL,
        List.of(WebhookType.ORDER_CONFIRMED),
        secret(),
        now);
  }

  private static Secret secret() {
    return Secret.random(new SecureRandom());
  }
}
