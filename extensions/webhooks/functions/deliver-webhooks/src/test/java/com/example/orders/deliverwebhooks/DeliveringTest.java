package com.example.orders.deliverwebhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.example.orders.deliverwebhooks.Delivering.Begun;
import com.example.orders.deliverwebhooks.Delivering.Done;
import com.example.orders.deliverwebhooks.Delivering.Next;
import com.example.orders.deliverwebhooks.Delivering.Prepared;
import com.example.orders.deliverwebhooks.Delivering.Sleep;
import com.example.orders.deliverwebhooks.Sender.Answer;
import com.example.orders.deliverwebhooks.Sender.Answered;
import com.example.orders.deliverwebhooks.Sender.NoAnswer;
import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import com.example.orders.testing.Samples;
import com.example.orders.testing.SettableClock;
import com.example.orders.webhooks.DailyCount;
import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.DeliveryState;
import com.example.orders.webhooks.DynamoDbDeliveries;
import com.example.orders.webhooks.DynamoDbEndpoints;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.EndpointStatus;
import com.example.orders.webhooks.Network;
import com.example.orders.webhooks.Secret;
import com.example.orders.webhooks.WebhookBody;
import com.example.orders.webhooks.WebhookType;
import com.example.orders.webhooktesting.WebhookTables;
import com.standardwebhooks.Webhook;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On tables as AWS's, with a sender that answers what it is to. */
@TestInstance(Lifecycle.PER_CLASS)
class DeliveringTest {
  private static final Instant START = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final String URL = "https://hooks.acme.example/orders";
  private static final int DISABLE_AFTER = 3;

  private WebhookTables tables;
  private DynamoDbEndpoints endpoints;
  private DynamoDbDeliveries deliveries;
  private SettableClock clock;
  private List<Post> posts;
  private Deque<Answer> answers;
  private List<Notice> notices;
  private boolean noticesFail;
  private EndpointKey endpoint;
  private Delivering delivering;

  private record Post(URI url, Map<String, String> headers, String body) {}

  private record Notice(EndpointKey endpoint, String key, String reason) {}

  @BeforeAll
  void start() {
    tables = new WebhookTables();
    endpoints = new DynamoDbEndpoints(tables.client(), WebhookTables.ENDPOINTS);
    deliveries = new DynamoDbDeliveries(tables.client(), WebhookTables.DELIVERIES);
  }

  @AfterAll
  void stop() {
    tables.close();
  }

  @BeforeEach
  void anActiveEndpoint() {
    clock = new SettableClock(START);
    posts = new ArrayList<>();
    answers = new ArrayDeque<>();
    notices = new ArrayList<>();
    noticesFail = false;
    endpoint = register(URL);
    endpoints.activate(endpoint);
    delivering = delivering(Network.PUBLIC);
  }

  @Test
  void postsTheSignedBodyAndRecordsThatItIsDelivered() throws Exception {
    var delivery = planned(1);

    assertThat(attempt(delivery, answered(204))).isEqualTo(new Done());

    var post = posts.getFirst();
    assertThat(post.url()).hasToString(URL);
    assertThat(post.body()).isEqualTo(delivery.body());
    assertThat(post.headers()).containsEntry("webhook-id", delivery.key().id().value());
    verify(post, secrets().getFirst());
    assertThat(stored(delivery))
        .extracting(Delivery::state, Delivery::attempts, Delivery::lastOutcome)
        .containsExactly(DeliveryState.DELIVERED, 1, "answered 204");
    assertThat(delivering.begin(delivery.key())).isEqualTo(new Done());
  }

  @Test
  void whileSecretsChangeSignsWithBothAndAfterwardsWithTheNewOne() throws Exception {
    var old = secrets().getFirst();
    var changed = endpoints.find(endpoint).orElseThrow();
    var next = Secret.random(new SecureRandom());
    var until = START.plus(Duration.ofHours(24));
    assertThat(endpoints.replaceSecrets(changed, List.of(next, old.until(until)))).isTrue();

    attempt(planned(1), answered(200));
    verify(posts.getFirst(), next);
    verify(posts.getFirst(), old);

    clock.advance(Duration.ofHours(24));
    attempt(planned(2), answered(200));
    assertThat(posts.getLast().headers().get("webhook-signature")).doesNotContain(" ");
  }

  /** To the second: the ends of the default waits, which the middle of the spread leaves as is. */
  @Test
  void triesNineTimesIn24HoursAndThenGivesUp() {
    var delivery = planned(1);
    for (var wait : List.of("PT5S", "PT1M", "PT5M", "PT30M", "PT2H", "PT5H", "PT8H", "PT8H")) {
      assertThat(attempt(delivery, answered(500))).isEqualTo(new Sleep(Duration.parse(wait)));
      assertThat(stored(delivery).nextAttemptAt())
          .isEqualTo(millis(clock.instant().plus(Duration.parse(wait))));

      clock.advance(Duration.parse(wait).minusMillis(1));
      assertThat(delivering.begin(delivery.key())).isEqualTo(new Sleep(Duration.ofMillis(1)));
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(attempt(delivery, new NoAnswer("no connection"))).isEqualTo(new Done());

    assertThat(stored(delivery))
        .extracting(Delivery::state, Delivery::attempts, Delivery::lastOutcome)
        .containsExactly(DeliveryState.FAILED, 9, "no connection");
    assertThat(posts)
        .hasSize(9)
        .extracting(post -> post.headers().get("webhook-id"))
        .containsOnly(delivery.key().id().value());
    assertThat(Duration.between(START, clock.instant())).isEqualTo(Duration.parse("PT23H36M5S"));
  }

  @Test
  void ofTwoCopiesOfAMessageOneSends() {
    var delivery = planned(1);

    assertThat(delivering.begin(delivery.key())).isInstanceOf(Prepared.class);
    assertThat(delivering.begin(delivery.key())).isEqualTo(new Sleep(Deliveries.LEASE));
  }

  /** The endpoint has it already; by the ID it can tell. */
  @Test
  void whatWasSentBeforeACrashIsSentAgainUnderTheSameId() {
    var delivery = planned(1);
    answers.add(answered(200));
    delivering.send(prepared(delivering.begin(delivery.key())));

    clock.advance(Deliveries.LEASE);
    assertThat(attempt(delivery, answered(200))).isEqualTo(new Done());

    assertThat(posts).hasSize(2);
    assertThat(posts)
        .extracting(post -> post.headers().get("webhook-id"))
        .containsOnly(delivery.key().id().value());
  }

  /** Of an attempt that took longer than its lease nothing is recorded over the next one's. */
  @Test
  void anAttemptThatIsOverwrittenLeavesTheMessageToTheOther() {
    var delivery = planned(1);
    var slow = prepared(delivering.begin(delivery.key()));
    clock.advance(Deliveries.LEASE);
    var next = prepared(delivering.begin(delivery.key()));

    assertThat(delivering.end(slow, answered(200))).isEqualTo(new Sleep(Deliveries.LEASE));
    assertThat(stored(delivery).state()).isEqualTo(DeliveryState.PENDING);
    assertThat(delivering.end(next, answered(200))).isEqualTo(new Done());
  }

  @ParameterizedTest
  @CsvSource({
    "429, PT2M, PT2M",
    "503, PT2M, PT2M",
    "503, PT4S, PT5S",
    "503, , PT5S",
    "500, PT2M, PT5S",
    "302, PT2M, PT5S"
  })
  void leavesAnOverloadedEndpointAloneForAsLongAsItAsks(int status, Duration asked, Duration wait) {
    assertThat(attempt(planned(1), new Answered(status, new byte[0], asked)))
        .isEqualTo(new Sleep(wait));
  }

  @Test
  void disablesAtOnceWhatIsGone() {
    var delivery = planned(1);

    assertThat(attempt(delivery, answered(410))).isEqualTo(new Done());

    assertThat(stored(delivery).state()).isEqualTo(DeliveryState.FAILED);
    assertThat(found().status()).isEqualTo(EndpointStatus.DISABLED);
    assertThat(found().disabled())
        .isEqualTo(new Endpoint.Disabled(millis(START), "it answered 410 Gone"));
    assertThat(notices).hasSize(1);
  }

  /** Six end in a row, of which the third disables; the notice says so once. */
  @Test
  void disablesAfterARowOfFailuresAndSaysSoOnce() {
    var begun =
        IntStream.rangeClosed(1, 6)
            .mapToObj(number -> prepared(delivering.begin(lastTry(number).key())))
            .toList();

    begun.forEach(
        prepared -> assertThat(delivering.end(prepared, answered(500))).isEqualTo(new Done()));

    assertThat(found().status()).isEqualTo(EndpointStatus.DISABLED);
    assertThat(notices)
        .containsExactly(
            new Notice(
                endpoint,
                endpoint.id() + "#WebhookEndpointDisabled#" + LocalDate.EPOCH + "#0",
                "3 deliveries in a row failed, the last one with: answered 500"));
  }

  @Test
  void aDeliveryThatGetsThroughEndsTheRow() {
    attempt(lastTry(1), answered(500));
    attempt(lastTry(2), answered(500));
    assertThat(found().failedInARow()).isEqualTo(2);

    attempt(planned(3), answered(200));

    assertThat(found().failedInARow()).isZero();
    attempt(lastTry(4), answered(500));
    assertThat(found().status()).isEqualTo(EndpointStatus.ACTIVE);
  }

  /** Else the endpoint would be disabled without a word. */
  @Test
  void aNoticeThatCouldNotBeGivenIsGivenByTheNextTry() {
    attempt(lastTry(1), answered(500));
    attempt(lastTry(2), answered(500));
    var third = lastTry(3);
    noticesFail = true;
    assertThatThrownBy(() -> attempt(third, answered(500)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(found().status()).isEqualTo(EndpointStatus.ACTIVE);
    assertThat(stored(third).state()).isEqualTo(DeliveryState.PENDING);

    noticesFail = false;
    clock.advance(Deliveries.LEASE);
    assertThat(attempt(third, answered(500))).isEqualTo(new Done());

    assertThat(found().status()).isEqualTo(EndpointStatus.DISABLED);
    assertThat(found().failedInARow()).isEqualTo(3);
    assertThat(notices).hasSize(1);
  }

  @Test
  void sendsNothingToAnEndpointThatIsDisabledOrDeleted() {
    var missed = planned(1);
    endpoints.disable(endpoint, START, "of no more use");
    assertThat(delivering.begin(missed.key())).isEqualTo(new Done());
    assertThat(stored(missed))
        .extracting(Delivery::state, Delivery::lastOutcome)
        .containsExactly(DeliveryState.FAILED, "endpoint disabled");

    var late = planned(2);
    endpoints.delete(endpoint, START);
    assertThat(delivering.begin(late.key())).isEqualTo(new Done());
    assertThat(stored(late).lastOutcome()).isEqualTo("endpoint deleted");
    assertThat(notices).isEmpty();
  }

  /** It was taken while the rules, or the network, were other ones. */
  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:9001/", "https://localhost/", "https://10.0.0.1/"})
  void looksAtTheUrlBeforeEachAttempt(String url) {
    endpoint = register(url);
    endpoints.activate(endpoint);
    var delivery = planned(1);

    assertThat(delivering.begin(delivery.key())).isEqualTo(new Done());

    assertThat(stored(delivery))
        .extracting(Delivery::state, Delivery::lastOutcome)
        .containsExactly(DeliveryState.FAILED, "address refused");
  }

  @Test
  void anEndpointIsActiveOnceItHasAnsweredItsChallenge() {
    endpoint = register(URL);
    var challenge = challenge("a1b2");

    assertThat(attempt(challenge, answered(200))).isEqualTo(new Sleep(Duration.ofSeconds(5)));
    assertThat(stored(challenge).lastOutcome()).isEqualTo("answered 200, but not the challenge");
    assertThat(found().status()).isEqualTo(EndpointStatus.PENDING);

    clock.advance(Duration.ofSeconds(5));
    assertThat(attempt(challenge, answered(200, "{\"challenge\": \"a1b2\"}")))
        .isEqualTo(new Done());
    assertThat(found().status()).isEqualTo(EndpointStatus.ACTIVE);
  }

  @Test
  void aChallengeIsSentThreeTimesAndCountsForNoRow() {
    endpoint = register(URL);
    var challenge = challenge("a1b2");

    assertThat(attempt(challenge, answered(410))).isEqualTo(new Sleep(Duration.ofSeconds(5)));
    clock.advance(Duration.ofSeconds(5));
    assertThat(attempt(challenge, answered(500))).isEqualTo(new Sleep(Duration.ofSeconds(60)));
    clock.advance(Duration.ofSeconds(60));
    assertThat(attempt(challenge, answered(500))).isEqualTo(new Done());

    assertThat(stored(challenge).state()).isEqualTo(DeliveryState.FAILED);
    assertThat(found().status()).isEqualTo(EndpointStatus.PENDING);
    assertThat(found().failedInARow()).isZero();
    assertThat(notices).isEmpty();
  }

  /** Enabled and disabled again is another notice, under another key. */
  @Test
  void aChallengeEnablesADisabledEndpointAgain() {
    attempt(planned(1), answered(410));
    endpoints.countVerification(found(), new DailyCount(LocalDate.EPOCH, 1));

    attempt(challenge("a1b2"), answered(200, "{\"challenge\": \"a1b2\"}"));
    assertThat(found().status()).isEqualTo(EndpointStatus.ACTIVE);
    assertThat(found().disabled()).isNull();

    attempt(planned(2), answered(410));
    assertThat(notices).extracting(Notice::key).doesNotHaveDuplicates().hasSize(2);
  }

  private Delivering delivering(Network network) {
    var streaks =
        new Streaks(
            endpoints,
            (of, key, reason) -> {
              if (noticesFail) {
                throw new IllegalStateException("The bus does not answer");
              }
              notices.add(new Notice(of.key(), key, reason));
            },
            DISABLE_AFTER,
            clock);
    return new Delivering(
        deliveries,
        endpoints,
        (url, headers, body) -> {
          posts.add(new Post(url, headers, body));
          return answers.remove();
        },
        network,
        Schedule.of("5,60,300,1800,7200,18000,28800,28800", () -> 0.5),
        streaks,
        clock);
  }

  private Next attempt(Delivery delivery, Answer answer) {
    answers.add(answer);
    var prepared = prepared(delivering.begin(delivery.key()));
    return delivering.end(prepared, delivering.send(prepared));
  }

  private static Prepared prepared(Begun begun) {
    assertThat(begun).asInstanceOf(type(Prepared.class)).isNotNull();
    return (Prepared) begun;
  }

  private EndpointKey register(String url) {
    var key = new EndpointKey(new CustomerId("acme"), EndpointId.random());
    endpoints.register(
        Endpoint.pending(key, url, List.of(), Secret.random(new SecureRandom()), START),
        1_000,
        1_000);
    return key;
  }

  private Delivery planned(int number) {
    var delivery =
        Delivery.pending(
            new DeliveryKey(endpoint.id(), DeliveryId.of(endpoint.id(), "event " + number)),
            endpoint.customer(),
            WebhookType.ORDER_CONFIRMED,
            Samples.KEY.orderId(),
            "{\"number\": " + number + "}",
            clock.instant());
    deliveries.plan(delivery);
    return delivery;
  }

  /** All attempts but one are used up. */
  private Delivery lastTry(int number) {
    var delivery = planned(number);
    for (int attempts = 0; attempts < 8; attempts++) {
      var claim = (Deliveries.Claimed) deliveries.claim(delivery.key(), clock.instant());
      deliveries.tryAgain(claim, clock.instant(), "answered 500");
    }
    return delivery;
  }

  private Delivery challenge(String text) {
    OrderId none = null;
    var delivery =
        Delivery.pending(
            new DeliveryKey(endpoint.id(), DeliveryId.of(endpoint.id(), text)),
            endpoint.customer(),
            WebhookType.ENDPOINT_VERIFICATION,
            none,
            WebhookBody.ofChallenge(text, clock.instant()),
            clock.instant());
    deliveries.plan(delivery);
    return delivery;
  }

  private Delivery stored(Delivery delivery) {
    return deliveries.find(delivery.key()).orElseThrow();
  }

  private Endpoint found() {
    return endpoints.find(endpoint).orElseThrow();
  }

  private List<Secret> secrets() {
    return found().secrets();
  }

  private static void verify(Post post, Secret secret) throws Exception {
    var headers =
        HttpHeaders.of(
            post.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))),
            (_, _) -> true);
    new Webhook(secret.key()).verify(post.body(), headers);
  }

  private static Answered answered(int status) {
    return answered(status, "");
  }

  private static Answered answered(int status, String body) {
    return new Answered(status, body.getBytes(StandardCharsets.UTF_8), null);
  }

  /** As the table keeps it. */
  private static Instant millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
