package com.example.orders.breaker;

import static com.example.orders.settings.BreakerSettings.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.breaker.BreakerState.Closed;
import com.example.orders.breaker.BreakerState.Open;
import com.example.orders.breaker.SharedBreaker.Permit;
import com.example.orders.breaker.SharedBreaker.Probe;
import com.example.orders.breaker.SharedBreaker.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** The two conditions on the shared item are what settles the races. */
class DynamoDbBreakerStoreTest {
  private static final Instant AT = Instant.parse("2026-11-21T03:15:00.123Z");
  private static final InstantSource CLOCK = InstantSource.fixed(AT);

  private static Breakers breakers;

  private final String dependency = "payment-gateway-" + UUID.randomUUID();
  private final BreakerStore store = breakers.store(dependency, CLOCK);

  @BeforeAll
  static void start() {
    breakers = new Breakers();
  }

  @AfterAll
  static void stop() {
    breakers.close();
  }

  static Stream<BreakerState> states() {
    var first = BreakerState.UNKNOWN.opened(AT, DEFAULT);
    return Stream.of(first, first.probing(AT, DEFAULT), first.closed());
  }

  @ParameterizedTest
  @MethodSource("states")
  void readsWhatWasWritten(BreakerState state) {
    assertThat(store.read()).isEqualTo(BreakerState.UNKNOWN);

    assertThat(store.swap(BreakerState.UNKNOWN, state)).isEmpty();
    assertThat(store.read()).isEqualTo(state);
  }

  @Test
  void writesWhatAnOperatorCanRead() {
    store.swap(BreakerState.UNKNOWN, BreakerState.UNKNOWN.opened(AT, DEFAULT));

    assertThat(item())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "dependency", AttributeValue.fromS(dependency),
                "state", AttributeValue.fromS("OPEN"),
                "version", AttributeValue.fromN("1"),
                "until", AttributeValue.fromN("1795230930123"),
                "changedAt", AttributeValue.fromS("2026-11-21T03:15:00.123Z")));
  }

  /** Without its condition the second would reopen what has closed. */
  @Test
  void aLateLoserChangesNothing() {
    var open = BreakerState.UNKNOWN.opened(AT, DEFAULT);
    store.swap(BreakerState.UNKNOWN, open);
    store.swap(open, open.closed());

    assertThat(store.swap(open, open.opened(AT, DEFAULT))).contains(open.closed());
    assertThat(store.swap(BreakerState.UNKNOWN, open)).contains(open.closed());
    assertThat(store.read()).isEqualTo(new Closed(2));
  }

  @Test
  void anItemThatAnOperatorDeletesClosesTheBreaker() {
    var open = BreakerState.UNKNOWN.opened(AT, DEFAULT);
    store.swap(BreakerState.UNKNOWN, open);
    breakers
        .dynamoDb()
        .deleteItem(delete -> delete.tableName(Breakers.TABLE).key(item("dependency")));

    assertThat(store.read()).isEqualTo(BreakerState.UNKNOWN);
    assertThat(store.swap(open, open.closed())).contains(BreakerState.UNKNOWN);
  }

  /** Without the conditions several would probe. */
  @RepeatedTest(3)
  void ofThirtyTwoEnvironmentsOneProbes() throws Exception {
    store.swap(BreakerState.UNKNOWN, new Open(1, AT));
    Callable<Permit> asks = () -> new SharedBreaker(store, () -> DEFAULT, CLOCK).permit();

    try (var environments = Executors.newVirtualThreadPerTaskExecutor()) {
      var permits =
          environments.invokeAll(Collections.nCopies(32, asks)).stream()
              .map(permit -> permit.resultNow())
              .toList();
      assertThat(permits).filteredOn(Probe.class::isInstance).hasSize(1);
      assertThat(permits).filteredOn(Refused.class::isInstance).hasSize(31);
    }
  }

  @Test
  void ofManyFirstToOpenItOneDoes() throws Exception {
    Callable<Boolean> opens =
        () -> store.swap(BreakerState.UNKNOWN, BreakerState.UNKNOWN.opened(AT, DEFAULT)).isEmpty();

    try (var environments = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(
              environments.invokeAll(Collections.nCopies(32, opens)).stream()
                  .filter(opened -> opened.resultNow()))
          .hasSize(1);
    }
  }

  @Test
  void saysSoWhenTheTableDoesNotAnswerOrCannotBeUnderstood() {
    var silent = new DynamoDbBreakerStore(new Silent(), Breakers.TABLE, dependency, CLOCK);
    var open = BreakerState.UNKNOWN.opened(AT, DEFAULT);
    breakers.dynamoDb().putItem(put -> put.tableName(Breakers.TABLE).item(item("dependency")));

    assertThatThrownBy(silent::read)
        .isInstanceOf(BreakerStoreException.class)
        .hasCauseInstanceOf(ApiCallTimeoutException.class);
    assertThatThrownBy(() -> silent.swap(BreakerState.UNKNOWN, open))
        .isInstanceOf(BreakerStoreException.class);
    assertThatThrownBy(store::read).isInstanceOf(BreakerStoreException.class);
    assertThat(new SharedBreaker(store, () -> DEFAULT, CLOCK).takesCalls()).isTrue();
  }

  private Map<String, AttributeValue> item() {
    return breakers
        .dynamoDb()
        .getItem(get -> get.tableName(Breakers.TABLE).key(item("dependency")))
        .item();
  }

  private Map<String, AttributeValue> item(String key) {
    return Map.of(key, AttributeValue.fromS(dependency));
  }

  /** A table that does not answer in time. */
  private static final class Silent implements DynamoDbClient {
    @Override
    public GetItemResponse getItem(Consumer<GetItemRequest.Builder> request) {
      throw ApiCallTimeoutException.create(1);
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
      throw ApiCallTimeoutException.create(1);
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
