package com.example.orders.deliverwebhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.deliverwebhooks.Sender.Answered;
import com.example.orders.order.CustomerId;
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
import com.example.orders.webhooks.Network;
import com.example.orders.webhooks.Secret;
import com.example.orders.webhooks.WebhookType;
import com.example.orders.webhooktesting.WebhookTables;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;

class DeliveryBatchTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final int PLENTY = 20_000;

  private final Map<String, Duration> hidden = new ConcurrentHashMap<>();
  private final EndpointKey endpoint = new EndpointKey(new CustomerId("acme"), EndpointId.random());
  private WebhookTables tables;
  private DynamoDbDeliveries deliveries;
  private DynamoDbEndpoints endpoints;

  @BeforeEach
  void start() {
    tables = new WebhookTables();
    deliveries = new DynamoDbDeliveries(tables.client(), WebhookTables.DELIVERIES);
    endpoints = new DynamoDbEndpoints(tables.client(), WebhookTables.ENDPOINTS);
    var secret = Secret.random(new SecureRandom());
    endpoints.register(
        Endpoint.pending(endpoint, "https://hooks.acme.example/", List.of(), secret, NOW), 5, 5);
    endpoints.activate(endpoint);
  }

  @AfterEach
  void stop() {
    tables.close();
  }

  /** One after the other, ten slow endpoints would take 80 of the 20 seconds. */
  @Test
  void postsAllAtOnce() {
    var together = new CyclicBarrier(10);
    var messages = IntStream.range(0, 10).mapToObj(this::planned).toList();

    assertThat(deliver(_ -> await(together), messages)).isEmpty();

    assertThat(messages)
        .allSatisfy(message -> assertThat(state(message)).isEqualTo(DeliveryState.DELIVERED));
  }

  /** As the system's resolver may, which no interrupt reaches. */
  @Test
  void waitsForNoNameThatIsLookedUpForEver() {
    var end = new CountDownLatch(1);
    var message = planned(1);
    var batch =
        new DeliveryBatch(
            delivering(_ -> awaitWhateverHappens(end), 200), hidden::put, Duration.ofMillis(1));

    assertThat(failed(batch, List.of(message))).containsExactly(message.getMessageId());

    assertThat(deliveries.find(key(message)).orElseThrow().lastOutcome())
        .isEqualTo("no answer in time");
    assertThat(hidden).containsExactly(Map.entry("receipt 1", Duration.ofSeconds(60)));
    end.countDown();
  }

  @Test
  void keepsAndHidesWhatIsSentAgainLater() {
    var message = planned(1);

    assertThat(deliver(429, message)).containsExactly(message.getMessageId());

    assertThat(hidden).containsExactly(Map.entry("receipt 1", Duration.ofSeconds(60)));
    assertThat(state(message)).isEqualTo(DeliveryState.PENDING);
  }

  @Test
  void whatFailsForOneMessageIsNoMatterOfTheOthers() {
    var unreadable = message(1, "no delivery");
    var good = planned(2);

    assertThat(deliver(200, unreadable, good)).containsExactly(unreadable.getMessageId());

    assertThat(state(good)).isEqualTo(DeliveryState.DELIVERED);
  }

  /** Begun and not ended, each would be sent once more than it should. */
  @Test
  void claimsNothingThatItHasNoTimeFor() {
    var message = planned(1);

    assertThat(batch(_ -> {}, 200).deliver(List.of(message), () -> 11_000).getBatchItemFailures())
        .hasSize(1);
    assertThat(deliveries.find(key(message)).orElseThrow().attempts()).isZero();
  }

  /** The item says when; the message comes back by its queue's timeout and is hidden then. */
  @Test
  void aMessageThatCouldNotBeHiddenStaysAllTheSame() {
    var message = planned(1);
    var batch =
        new DeliveryBatch(
            delivering(_ -> {}, 500),
            (_, _) -> {
              throw new IllegalStateException("The queue does not answer");
            });

    assertThat(batch.deliver(List.of(message), () -> PLENTY).getBatchItemFailures()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, 1", "PT5S, 5", "PT5.001S, 6", "PT8H, 28800", "PT12H, 43140"})
  void aMessageIsHiddenInWholeSecondsThatAreNotTooFew(Duration time, int seconds) {
    var sqs = mock(SqsClient.class);
    when(sqs.changeMessageVisibility(
            ArgumentMatchers.<Consumer<ChangeMessageVisibilityRequest.Builder>>any()))
        .thenCallRealMethod();

    new SqsMessages(sqs, "a-queue").hide("a-receipt", time);

    var sent = ArgumentCaptor.forClass(ChangeMessageVisibilityRequest.class);
    verify(sqs).changeMessageVisibility(sent.capture());
    assertThat(sent.getValue().visibilityTimeout()).isEqualTo(seconds);
    assertThat(sent.getValue().receiptHandle()).isEqualTo("a-receipt");
  }

  private static void awaitWhateverHappens(CountDownLatch end) {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        // goes on
      }
    }
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> deliver(int status, SQSMessage... messages) {
    return failed(batch(_ -> {}, status), List.of(messages));
  }

  private List<String> deliver(Consumer<String> posting, List<SQSMessage> messages) {
    return failed(batch(posting, 200), messages);
  }

  private static List<String> failed(DeliveryBatch batch, List<SQSMessage> messages) {
    return batch.deliver(messages, () -> PLENTY).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private DeliveryBatch batch(Consumer<String> posting, int status) {
    return new DeliveryBatch(delivering(posting, status), hidden::put);
  }

  private Delivering delivering(Consumer<String> posting, int status) {
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new Delivering(
        deliveries,
        endpoints,
        (_, _, body) -> {
          posting.accept(body);
          return new Answered(status, new byte[0], null);
        },
        Network.PUBLIC,
        Schedule.of("60", () -> 0.5),
        new Streaks(endpoints, (_, _, _) -> {}, 5, clock),
        clock);
  }

  private SQSMessage planned(int number) {
    var key = new DeliveryKey(endpoint.id(), DeliveryId.of(endpoint.id(), "event " + number));
    deliveries.plan(
        Delivery.pending(
            key,
            endpoint.customer(),
            WebhookType.ORDER_CONFIRMED,
            Samples.KEY.orderId(),
            "{}",
            NOW));
    return message(number, key.message());
  }

  private static SQSMessage message(int number, String body) {
    var message = new SQSMessage();
    message.setMessageId("message " + number);
    message.setReceiptHandle("receipt " + number);
    message.setBody(body);
    return message;
  }

  private DeliveryState state(SQSMessage message) {
    return deliveries.find(key(message)).orElseThrow().state();
  }

  private static DeliveryKey key(SQSMessage message) {
    return DeliveryKey.ofMessage(message.getBody()).orElseThrow();
  }
}
