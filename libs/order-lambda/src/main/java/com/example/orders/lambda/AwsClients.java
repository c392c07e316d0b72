package com.example.orders.lambda;

import static software.amazon.awssdk.retries.api.BackoffStrategy.exponentialDelay;

import com.example.orders.chaos.AwsChaosHttpClient;
import com.example.orders.chaos.Chaos;
import com.example.orders.settings.CurrentSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * How our functions call AWS. Endpoint, region, credentials and the retry budget come from the
 * environment, so the code has no branch for a local run. Every call ends before its invocation
 * does: {@link Deadline}.
 */
public final class AwsClients {
  /** A call with all its retries, if its invocation has as much; no function has less. */
  public static final Duration LONGEST_CALL = Duration.ofSeconds(6);

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ATTEMPT = Duration.ofMillis(2_500);
  private static final int ATTEMPTS = 4;

  /** What DynamoDB answers to a write of an item that is part of a running transaction. */
  private static final String CONFLICT = "TransactionConflictException";

  /** What it answers to a transaction; who sends one has read the reasons that are answers. */
  private static final String CANCELLED = "TransactionCanceledException";

  private AwsClients() {}

  /**
   * Whether a call failed by what passes by itself: throttling, another's transaction, a 5xx, no
   * answer in time.
   */
  public static boolean isPassing(RuntimeException e) {
    return e instanceof SdkServiceException answered
        ? answered.isThrottlingException()
            || answered.statusCode() >= 500
            || isConflict(e)
            || has(e, CANCELLED)
        : e instanceof SdkClientException;
  }

  /** Nothing was written, and a transaction takes milliseconds; the SDK alone would not retry. */
  private static boolean isConflict(Throwable e) {
    return has(e, CONFLICT);
  }

  private static boolean has(Throwable e, String code) {
    return e instanceof AwsServiceException answered
        && answered.awsErrorDetails() != null
        && code.equals(answered.awsErrorDetails().errorCode());
  }

  /** Sets the HTTP client, the timeouts and the standard retries, and builds the client. */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder) {
    return build(builder, retries -> {});
  }

  /** The same for a caller that has its own deadline, or knows more errors that will pass. */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, Consumer<StandardRetryStrategy.Builder> retries) {
    int percent = Environment.numberOr("RETRY_BUDGET_PERCENT", 0);
    return build(builder, retries, () -> percent, AwsHttpClients::open);
  }

  /** The shared retries with the settings' budget, which may change while the environment lives. */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, CurrentSettings settings) {
    return build(builder, retries -> {}, settings);
  }

  /** The same with the settings' budget, which may change while the environment lives. */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, Consumer<StandardRetryStrategy.Builder> retries, CurrentSettings settings) {
    var connections = new AwsConnections(AwsHttpClients::open, CONNECT, ATTEMPT);
    return build(
        builder,
        strategy(retries, () -> settings.now().retryBudgetPercent()),
        connections,
        disturbed(AwsHttpClients.over(connections), connections, settings),
        ATTEMPT,
        LONGEST_CALL);
  }

  /**
   * For a call that nobody may repeat, because its answer decides what comes next: one attempt.
   *
   * @param longest that the attempt may take, if the invocation has as much
   */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C buildOnce(
      B builder, Duration longest) {
    var connections = new AwsConnections(AwsHttpClients::open, CONNECT, longest);
    return buildOnce(builder, longest, connections, AwsHttpClients.looking(connections));
  }

  /**
   * The same, but for a throttled attempt, which was not begun and is made again.
   *
   * @param longest that all attempts may take
   */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C buildPatient(
      B builder, Duration longest) {
    var connections = new AwsConnections(AwsHttpClients::open, CONNECT, longest);
    var refusedForNow =
        StandardRetryStrategy.builder()
            .maxAttempts(2 * ATTEMPTS)
            .backoffStrategy(exponentialDelay(Duration.ofSeconds(1), Duration.ofSeconds(8)))
            .retryOnException(
                e -> e instanceof SdkServiceException answered && answered.isThrottlingException())
            .build();
    var http = AwsHttpClients.looking(connections);
    return build(builder, refusedForNow, connections, http, longest, longest);
  }

  /** The same for a call that the settings' experiment may strike. */
  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C buildOnce(
      B builder, Duration longest, CurrentSettings settings) {
    var connections = new AwsConnections(AwsHttpClients::open, CONNECT, longest);
    var http = disturbed(AwsHttpClients.looking(connections), connections, settings);
    return buildOnce(builder, longest, connections, http);
  }

  private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C buildOnce(
      B builder, Duration longest, AwsConnections connections, SdkHttpClient http) {
    var once = DefaultRetryStrategy.doNotRetry();
    return build(builder, once, connections, http, longest, longest);
  }

  /**
   * @param budgetPercent retries for each hundred calls of this client; 0 for no budget
   */
  static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder,
      Consumer<StandardRetryStrategy.Builder> retries,
      IntSupplier budgetPercent,
      AwsConnections.Opening opening) {
    var connections = new AwsConnections(opening, CONNECT, ATTEMPT);
    return build(
        builder,
        strategy(retries, budgetPercent),
        connections,
        AwsHttpClients.over(connections),
        ATTEMPT,
        LONGEST_CALL);
  }

  private static RetryStrategy strategy(
      Consumer<StandardRetryStrategy.Builder> retries, IntSupplier budgetPercent) {
    var standard =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(ATTEMPTS)
            .retryOnException(AwsClients::isConflict);
    retries.accept(standard);
    return new AwsRetries(standard.build(), new RetryBudget(budgetPercent));
  }

  /** A client that an experiment may strike, in a stack that takes experiments. */
  private static SdkHttpClient disturbed(
      SdkHttpClient http, AwsConnections connections, CurrentSettings settings) {
    if (!Environment.takesExperiments()) {
      return http;
    }
    var function = Environment.variable("AWS_LAMBDA_FUNCTION_NAME");
    var chaos = new Chaos(settings, function, Clock.systemUTC(), new SecureRandom());
    return new AwsChaosHttpClient(http, chaos, connections::patience);
  }

  private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder,
      RetryStrategy retries,
      AwsConnections connections,
      SdkHttpClient http,
      Duration attempt,
      Duration call) {
    if (Snapshots.isPrimed()) {
      builder.credentialsProvider(AwsPrimingCredentials.create());
    }
    return builder
        .httpClient(http)
        .overrideConfiguration(
            overrides ->
                overrides
                    .apiCallTimeout(call)
                    .apiCallAttemptTimeout(attempt)
                    .scheduledExecutorService(CallTimer.SHARED)
                    .addExecutionInterceptor(connections)
                    .retryStrategy(retries))
        .build();
  }
}
