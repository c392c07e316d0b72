package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.lambda.VirtualDependency.Answer;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** A real client of the SDK over a dependency in virtual time. */
class AwsRetriesTest {
  private static final Duration FUNCTION = Duration.ofSeconds(15);
  private static final Answer SILENT = new Answer(200, Duration.ofHours(1));
  private static final Answer FAILS = new Answer(500, Duration.ZERO);
  private static final Answer CONFLICT =
      new Answer(400, Duration.ZERO, "TransactionConflictException");

  /** Each is answered at its third attempt, after 5.9 s: three would take 17.7 s of 14. */
  @Test
  void threeSlowCallsEndBeforeTheirInvocationDoes() {
    var slow =
        new VirtualDependency(
            Duration.ofSeconds(14), SILENT, SILENT, new Answer(200, Duration.ofMillis(900)));
    var client = client(slow, 0, BackoffStrategy.retryImmediately());

    assertThatThrownBy(
            () ->
                invoke(
                    slow,
                    () -> {
                      put(client);
                      put(client);
                      put(client);
                    }))
        .isInstanceOf(SdkClientException.class)
        .hasStackTraceContaining("Read timed out");

    assertThat(slow.remaining()).isEqualTo(Duration.ofMillis(500));
    assertThat(slow.calls()).isEqualTo(7);
  }

  @Test
  void aCallThatWouldBeginTooLateIsNotMade() {
    var dependency = new VirtualDependency(Duration.ofMillis(799), new Answer(200, Duration.ZERO));
    var client = client(dependency, 0, BackoffStrategy.retryImmediately());

    assertThatThrownBy(() -> invoke(dependency, () -> put(client)))
        .isInstanceOf(SdkClientException.class)
        .satisfies(e -> assertThat(AwsClients.isPassing((RuntimeException) e)).isTrue());
    assertThat(dependency.calls()).isZero();
  }

  @Test
  void aRetryWhosePauseLeavesNoTimeIsNotMade() {
    var failing = new VirtualDependency(Duration.ofSeconds(60), FAILS);
    var client = client(failing, 0, BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMinutes(1)));

    assertThatThrownBy(() -> invoke(failing, () -> put(client)))
        .as("the last error, not the refusal")
        .isInstanceOf(EventBridgeException.class);
    assertThat(failing.calls()).isEqualTo(1);
  }

  @Test
  void fault16_aWriteThatMeetsATransactionIsMadeAgain() {
    var busy = new VirtualDependency(FUNCTION, CONFLICT, CONFLICT, new Answer(200, Duration.ZERO));

    put(client(busy, 0, BackoffStrategy.retryImmediately()));

    assertThat(busy.calls()).isEqualTo(3);
  }

  @Test
  void fault16_aConflictThatOutlastsTheRetriesStillPasses() {
    var busy = new VirtualDependency(FUNCTION, CONFLICT);
    var client = client(busy, 0, BackoffStrategy.retryImmediately());

    assertThatThrownBy(() -> put(client))
        .isInstanceOf(EventBridgeException.class)
        .satisfies(e -> assertThat(AwsClients.isPassing((RuntimeException) e)).isTrue());
    assertThat(busy.calls()).isEqualTo(4);
  }

  /** Its sender reads why and decides on another; the client's own retries would repeat it. */
  @Test
  void fault16_aCancelledTransactionPassesAndIsNotMadeAgain() {
    var busy =
        new VirtualDependency(
            FUNCTION, new Answer(400, Duration.ZERO, "TransactionCanceledException"));
    var client = client(busy, 0, BackoffStrategy.retryImmediately());

    assertThatThrownBy(() -> put(client))
        .isInstanceOf(EventBridgeException.class)
        .satisfies(e -> assertThat(AwsClients.isPassing((RuntimeException) e)).isTrue());
    assertThat(busy.calls()).isEqualTo(1);
  }

  @Test
  void whatElseIsRefusedIsNotMadeAgainAndDoesNotPass() {
    var strict = new VirtualDependency(FUNCTION, new Answer(400, Duration.ZERO, "Refused"));
    var client = client(strict, 0, BackoffStrategy.retryImmediately());

    assertThatThrownBy(() -> put(client))
        .isInstanceOf(EventBridgeException.class)
        .satisfies(e -> assertThat(AwsClients.isPassing((RuntimeException) e)).isFalse());
    assertThat(strict.calls()).isEqualTo(1);
  }

  @Test
  void withoutABudgetEachCallOfAFreshEnvironmentIsFourAttempts() {
    assertThat(callsOf(10, 0)).isEqualTo(40);
  }

  @Test
  void aBudgetMakesRetriesAShareOfTheCalls() {
    assertThat(callsOf(100, 20)).isEqualTo(100 + 3 + 20);
  }

  @Test
  void aDependencyThatAnswersSavesUpForTenRetriesAndNoMore() {
    var answers = new Answer[200];
    Arrays.fill(answers, 0, 100, new Answer(200, Duration.ZERO));
    Arrays.fill(answers, 100, 200, FAILS);
    var dependency = new VirtualDependency(FUNCTION, answers);
    var client = client(dependency, 1, BackoffStrategy.retryImmediately());
    for (int call = 0; call < 100; call++) {
      put(client);
    }

    fail(client, 10);

    assertThat(dependency.calls()).isEqualTo(100 + 10 + 4);
  }

  @Test
  void aCallThatNobodyMayRepeatIsOneAttempt() throws IOException {
    var attempts = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          attempts.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    var client = AwsClients.buildOnce(builder().endpointOverride(endpoint), Duration.ofSeconds(16));

    assertThatThrownBy(() -> put(client)).isInstanceOf(EventBridgeException.class);

    server.stop(0);
    assertThat(attempts).hasValue(1);
  }

  /** The SDK would retry with the copy, without deadline and budget, and nobody would notice. */
  @Test
  void nobodyCanCopyTheStandardRetriesOutOfOurs() {
    var retries =
        new AwsRetries(
            DefaultRetryStrategy.standardStrategyBuilder().build(), new RetryBudget(() -> 0));

    assertThatThrownBy(retries::toBuilder).isInstanceOf(UnsupportedOperationException.class);
    assertThat(retries.useClientDefaults()).isFalse();
  }

  @Test
  void outsideOfAnInvocationThereIsNoDeadline() {
    assertThat(Deadline.current().isOver()).isFalse();
    assertThat(Deadline.current().atMost(FUNCTION)).isEqualTo(FUNCTION);
  }

  private static int callsOf(int calls, int budgetPercent) {
    var failing = new VirtualDependency(FUNCTION, FAILS);
    fail(client(failing, budgetPercent, BackoffStrategy.retryImmediately()), calls);
    return failing.calls();
  }

  private static void fail(EventBridgeClient client, int calls) {
    for (int call = 0; call < calls; call++) {
      assertThat(catchThrowableOfType(EventBridgeException.class, () -> put(client))).isNotNull();
    }
  }

  private static void put(EventBridgeClient client) {
    client.putEvents(put -> put.entries(PutEventsRequestEntry.builder().detail("{}").build()));
  }

  private static void invoke(VirtualDependency dependency, Runnable work) {
    var context = mock(Context.class);
    when(context.getRemainingTimeInMillis())
        .thenAnswer(_ -> Math.toIntExact(dependency.remaining().toMillis()));
    Deadline.bind(
        context,
        () -> {
          work.run();
          return "done";
        });
  }

  private static EventBridgeClient client(
      VirtualDependency dependency, int budgetPercent, BackoffStrategy pauses) {
    Consumer<StandardRetryStrategy.Builder> retries = standard -> standard.backoffStrategy(pauses);
    return AwsClients.build(builder(), retries, () -> budgetPercent, dependency::open);
  }

  private static EventBridgeClientBuilder builder() {
    return EventBridgeClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
  }
}
