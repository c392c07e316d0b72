package com.example.orders.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import com.example.orders.webhooks.Deliveries.Claimed;
import com.example.orders.webhooks.Deliveries.Ended;
import com.example.orders.webhooks.Deliveries.TooEarly;
import com.example.orders.webhooktesting.WebhookTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries on a table as AWS's; each rule also where the first answer of a write is lost. */
@TestInstance(Lifecycle.PER_CLASS)
class DynamoDbDeliveriesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.123Z");
  private static final Instant LEASE_ENDS = NOW.plus(Deliveries.LEASE);
  private static final CustomerId CUSTOMER = new CustomerId("acme");

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
  void planningTheSameAgainAnswersWhatIsThereAndChangesNothing(boolean answersAreLost) {
    var deliveries = deliveries(answersAreLost);
    var delivery = delivery(EndpointId.random(), 1);

    var first = deliveries.plan(delivery);
    var second = deliveries.plan(delivery.failed("endpoint disabled"));

    if (answersAreLost) { // found its own: the caller wakes the sender once more, as it must
      assertThat(first).contains(delivery);
    } else {
      assertThat(first).isEmpty();
    }
    assertThat(second).contains(delivery);
    assertThat(delivery.needsWaking()).isTrue();
    assertThat(deliveries.find(delivery.key())).contains(delivery);
  }

  @Test
  void isKeptLongerThanAnyArchivedEvent() {
    var delivery = planned(deliveries(false));

    assertThat(tables.items(WebhookTables.DELIVERIES))
        .filteredOn(item -> item.get("deliveryId").s().equals(delivery.key().id().value()))
        .extracting(item -> item.get("expiresAt").n())
        .containsExactly(Long.toString(NOW.plus(Duration.ofDays(30)).getEpochSecond()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAttemptHasTheDeliveryToItselfUntilItsLeaseEnds(boolean answersAreLost) {
    var deliveries = deliveries(answersAreLost);
    var key = planned(deliveries).key();

    assertThat(deliveries.claim(key, NOW))
        .isInstanceOfSatisfying(
            Claimed.class,
            claim -> {
              assertThat(claim.delivery().attempts()).isEqualTo(1);
              assertThat(claim.delivery().nextAttemptAt()).isEqualTo(LEASE_ENDS);
            });
    assertThat(deliveries.claim(key, LEASE_ENDS.minusMillis(1)))
        .isEqualTo(new TooEarly(LEASE_ENDS));
    assertThat(deliveries.claim(key, LEASE_ENDS))
        .isInstanceOfSatisfying(
            Claimed.class, claim -> assertThat(claim.delivery().attempts()).isEqualTo(2));
  }

  @Test
  void ofManyCopiesOfAMessageOneClaims() throws Exception {
    var deliveries = deliveries(false);
    var key = planned(deliveries).key();
    assertThat(claimsOfMany(deliveries, key)).isEqualTo(1);
  }

  /** The "without" of the claim: several copies of a message would all be sent. */
  @Test
  void withoutItsConditionEveryCopyClaims() throws Exception {
    var weak = new DynamoDbDeliveries(tables.withoutConditions(), WebhookTables.DELIVERIES);
    var key = planned(deliveries(false)).key();
    assertThat(claimsOfMany(weak, key)).isGreaterThan(1);
  }

  private static long claimsOfMany(Deliveries deliveries, DeliveryKey key) throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var results =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<Object>>mapToObj(_ -> () -> deliveries.claim(key, NOW))
                  .toList());
      var claims = new ArrayList<>();
      for (var result : results) {
        claims.add(result.get());
      }
      return claims.stream().filter(Claimed.class::isInstance).count();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsWhatBecameOfEachAttempt(boolean answersAreLost) {
    var deliveries = deliveries(answersAreLost);
    var key = planned(deliveries).key();
    var next = NOW.plusSeconds(5);

    assertThat(deliveries.tryAgain(claimed(deliveries, key, NOW), next, "503")).isTrue();
    assertThat(deliveries.find(key).orElseThrow())
        .satisfies(row -> assertThat(row.state()).isEqualTo(DeliveryState.PENDING))
        .satisfies(row -> assertThat(row.nextAttemptAt()).isEqualTo(next))
        .satisfies(row -> assertThat(row.lastOutcome()).isEqualTo("503"));
    assertThat(deliveries.claim(key, next.minusMillis(1))).isEqualTo(new TooEarly(next));

    assertThat(deliveries.delivered(claimed(deliveries, key, next), "204")).isTrue();
    assertThat(deliveries.find(key).orElseThrow())
        .satisfies(row -> assertThat(row.state()).isEqualTo(DeliveryState.DELIVERED))
        .satisfies(row -> assertThat(row.attempts()).isEqualTo(2))
        .satisfies(row -> assertThat(row.needsWaking()).isFalse());
    assertThat(deliveries.claim(key, next.plusSeconds(3_600))).isEqualTo(new Ended());
  }

  /** A sender that stood still for longer than its lease must not undo what the next one did. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOutcomeOfAnAttemptWhoseLeaseEndedDoesNotCount(boolean answersAreLost) {
    var deliveries = deliveries(answersAreLost);
    var key = planned(deliveries).key();
    var slow = claimed(deliveries, key, NOW);
    var quick = claimed(deliveries, key, LEASE_ENDS);
    deliveries.delivered(quick, "200");

    assertThat(deliveries.giveUp(slow, "no answer")).isFalse();
    assertThat(deliveries.tryAgain(slow, LEASE_ENDS, "no answer")).isFalse();

    assertThat(deliveries.find(key).orElseThrow().state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resendsWhatHasEndedWithAllItsAttempts(boolean answersAreLost) {
    var deliveries = deliveries(answersAreLost);
    var key = planned(deliveries).key();
    var last = claimed(deliveries, key, NOW);
    deliveries.giveUp(last, "connection refused");

    var again = deliveries.resend(key, LEASE_ENDS).orElseThrow();

    assertThat(again.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(again.needsWaking()).isTrue();
    assertThat(again.nextAttemptAt()).isEqualTo(LEASE_ENDS);
    assertThat(deliveries.giveUp(last, "of the round before")).isFalse();
    assertThat(claimed(deliveries, key, LEASE_ENDS).delivery().attempts()).isEqualTo(1);
  }

  @Test
  void whatIsStillBeingTriedIsNotSentAnew() {
    var deliveries = deliveries(false);
    var key = planned(deliveries).key();
    var claim = claimed(deliveries, key, NOW);

    assertThat(deliveries.resend(key, NOW)).contains(claim.delivery());
    assertThat(claim.delivery().needsWaking()).isFalse();
    assertThat(deliveries.claim(key, NOW)).isEqualTo(new TooEarly(LEASE_ENDS));
  }

  /** The "without" of the other conditions: each would send a webhook again, or lose one. */
  @Test
  void withoutTheirConditionsNoneOfThisHolds() {
    var weak = new DynamoDbDeliveries(tables.withoutConditions(), WebhookTables.DELIVERIES);
    var delivery = planned(weak);
    var slow = claimed(weak, delivery.key(), NOW);
    weak.delivered(claimed(weak, delivery.key(), LEASE_ENDS), "200");

    assertThat(weak.giveUp(slow, "no answer")).as("an outcome that is late").isTrue();
    weak.plan(delivery);
    assertThat(weak.find(delivery.key())).as("planned anew by a copy").contains(delivery);
    claimed(weak, delivery.key(), NOW);
    assertThat(weak.resend(delivery.key(), NOW).orElseThrow().attempts())
        .as("sent anew while it is being tried")
        .isZero();
  }

  @Test
  void whatIsNotThereIsNeitherClaimedNorSentNorFound() {
    var deliveries = deliveries(false);
    var key = delivery(EndpointId.random(), 1).key();

    assertThat(deliveries.claim(key, NOW)).isEqualTo(new Ended());
    assertThat(deliveries.resend(key, NOW)).isEmpty();
    assertThat(deliveries.find(key)).isEmpty();
  }

  @Test
  void listsAnEndpointsDeliveriesTheNewestFirstInPages() {
    var deliveries = deliveries(false);
    var endpoint = EndpointId.random();
    var all = IntStream.rangeClosed(1, 5).mapToObj(i -> delivery(endpoint, i)).toList();
    all.forEach(deliveries::plan);
    deliveries.plan(delivery(EndpointId.random(), 9));

    var first = deliveries.page(endpoint, 3, null);
    var second = deliveries.page(endpoint, 3, first.next().orElseThrow());

    assertThat(first.deliveries())
        .extracting(listed -> listed.place().createdAt())
        .containsExactly(at(5), at(4), at(3));
    assertThat(second.deliveries())
        .extracting(listed -> listed.place().createdAt())
        .containsExactly(at(2), at(1));
    assertThat(second.next()).isEmpty();
    assertThat(first.deliveries().getFirst())
        .isEqualTo(
            new Deliveries.Listed(
                new Deliveries.Place(at(5), all.get(4).key().id()),
                WebhookType.ORDER_CONFIRMED,
                all.get(4).orderId().value(),
                DeliveryState.PENDING,
                0,
                at(5),
                null));
  }

  private Deliveries deliveries(boolean answersAreLost) {
    return new DynamoDbDeliveries(
        answersAreLost ? tables.losingAnswers() : tables.client(), WebhookTables.DELIVERIES);
  }

  private static Claimed claimed(Deliveries deliveries, DeliveryKey key, Instant now) {
    return (Claimed) deliveries.claim(key, now);
  }

  private static Delivery planned(Deliveries deliveries) {
    var delivery = delivery(EndpointId.random(), 0);
    deliveries.plan(delivery);
    return delivery;
  }

  private static Delivery delivery(EndpointId endpoint, int second) {
    var order = new OrderId(UUID.randomUUID().toString());
    return Delivery.pending(
        new DeliveryKey(endpoint, DeliveryId.of(endpoint, order.value())),
        CUSTOMER,
        WebhookType.ORDER_CONFIRMED,
        order,
        "{\"type\":\"order.confirmed\"}",
        at(second));
  }

  private static Instant at(int second) {
    return NOW.plusSeconds(second);
  }
}
