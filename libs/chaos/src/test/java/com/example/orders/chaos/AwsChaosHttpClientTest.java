package com.example.orders.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.example.orders.settings.ChaosFault;
import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Experiment;
import com.example.orders.settings.Settings;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** What an experiment does to calls that the SDK makes. */
class AwsChaosHttpClientTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String ANSWER =
      "{\"Item\":{\"orderId\":{\"S\":\"1\"},\"status\":{\"S\":\"CONFIRMED\"}}}";

  @TempDir Path folder;

  private final AtomicInteger asked = new AtomicInteger();
  private final List<Duration> waits = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(7);
  private HttpServer server;
  private DynamoDbClient dynamoDb;
  private Instant now = NOON;
  private Experiment experiment = Experiment.NONE;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    dynamoDb = client();
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
    server.stop(0);
  }

  @Test
  void latencyComesBeforeTheCall() {
    experiment = striking(ChaosFault.LATENCY, 100, "*", "*");
    assertThat(status()).isEqualTo("CONFIRMED");
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void latencyBeyondTheCallersPatienceIsNoAnswer() {
    experiment = experiment(ChaosFault.LATENCY, 100, "*", "*", Duration.ofMinutes(1), 500, "");
    assertThatThrownBy(this::status).hasRootCauseInstanceOf(SocketTimeoutException.class);
    assertThat(waits).containsExactly(PATIENCE);
    assertThat(asked).hasValue(0);
  }

  @Test
  void anExceptionIsThrownAsItIs() {
    experiment = striking(ChaosFault.EXCEPTION, 100, "*", "*");
    assertThatThrownBy(this::status).isInstanceOf(InjectedException.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void anErrorStatusIsTheServicesOwnError() {
    experiment = striking(ChaosFault.ERROR_STATUS, 100, "*", "*");
    assertThatThrownBy(this::status)
        .isInstanceOfSatisfying(
            DynamoDbException.class, e -> assertThat(e.statusCode()).isEqualTo(503));
    experiment =
        experiment(
            ChaosFault.ERROR_STATUS,
            100,
            "*",
            "*",
            Duration.ZERO,
            400,
            "ProvisionedThroughputExceededException");
    assertThatThrownBy(this::status)
        .isInstanceOfSatisfying(
            ProvisionedThroughputExceededException.class,
            e -> assertThat(e.isThrottlingException()).isTrue());
    assertThat(asked).hasValue(0);
  }

  @Test
  void aBlockedHostIsUnknown() {
    experiment = striking(ChaosFault.BLOCKED_HOST, 100, "*", "*");
    assertThatThrownBy(this::status)
        .isInstanceOf(SdkClientException.class)
        .hasRootCauseInstanceOf(UnknownHostException.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void aTimeoutComesBeforeOrAfterTheEffect() {
    experiment = striking(ChaosFault.TIMEOUT, 100, "*", "*");
    for (var call = 1; call <= 40; call++) {
      assertThatThrownBy(this::status).hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
    assertThat(waits).hasSize(40).containsOnly(PATIENCE);
    assertThat(asked.get()).isBetween(5, 35);
  }

  @Test
  void halfOfAnAnswerCannotBeRead() {
    experiment = striking(ChaosFault.CORRUPTED_ANSWER, 100, "*", "*");
    assertThatThrownBy(this::status).isInstanceOf(SdkClientException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void fault35_aFullDiskIsGivenBackWithTheFirstCallAfterTheEnd() {
    experiment = striking(ChaosFault.DISK_FULL, 100, "*", "*");
    assertThat(status()).isEqualTo("CONFIRMED");
    assertThat(folder).isNotEmptyDirectory();
    now = experiment.until();
    assertThat(status()).isEqualTo("CONFIRMED");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExperimentEndsByItself() {
    experiment = striking(ChaosFault.EXCEPTION, 100, "*", "*");
    now = experiment.until().minusMillis(1);
    assertThatThrownBy(this::status).isInstanceOf(InjectedException.class);
    now = experiment.until();
    assertThat(status()).isEqualTo("CONFIRMED");
  }

  @Test
  void theRateIsAShareOfTheCallsThatAreMeant() {
    experiment = striking(ChaosFault.EXCEPTION, 30, "*", "*");
    var struck = 0;
    for (var call = 1; call <= 200; call++) {
      if (catchThrowable(this::status) != null) {
        struck++;
      }
    }
    assertThat(struck).isBetween(30, 90);
    assertThat(asked).hasValue(200 - struck);
  }

  @ParameterizedTest
  @CsvSource({
    "*, *, true",
    "ChargePayment, LedgerTable, true",
    "ChargePayment, DynamoDB_20120810.GetItem, true",
    "ChargePayment, 127.0.0.1, true",
    "ChargePayment, OrdersTable, false",
    "RefundPayment, LedgerTable, false",
  })
  void onlyWhatIsMeantIsStruck(String function, String target, boolean struck) {
    experiment = striking(ChaosFault.EXCEPTION, 100, function, target);
    assertThat(catchThrowable(this::status) != null).isEqualTo(struck);
  }

  private static Experiment striking(ChaosFault fault, int rate, String function, String target) {
    return experiment(fault, rate, function, target, Duration.ofSeconds(1), 503, "Unavailable");
  }

  private static Experiment experiment(
      ChaosFault fault,
      int rate,
      String function,
      String target,
      Duration latency,
      int status,
      String error) {
    return new Experiment(
        fault, rate, function, target, latency, status, error, NOON.plusSeconds(60));
  }

  private DynamoDbClient client() {
    CurrentSettings settings = () -> Settings.DEFAULT.withExperiment(experiment);
    var chaos = new Chaos(settings, "orderly-ChargePaymentFunction-1", () -> now, random);
    var room = 3L * 1024 * 1024;
    var disk = new DiskFull(folder, () -> room - used());
    return DynamoDbClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .overrideConfiguration(over -> over.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .httpClient(
            new AwsChaosHttpClient(
                UrlConnectionHttpClient.create(), chaos, () -> PATIENCE, disk, waits::add))
        .build();
  }

  private long used() {
    return folder.resolve("chaos.ballast").toFile().length();
  }

  private String status() {
    var key = Map.of("orderId", AttributeValue.fromS("1"));
    return dynamoDb
        .getItem(get -> get.tableName("orderly-LedgerTable-1").key(key))
        .item()
        .get("status")
        .s();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(200, ANSWER.length());
    try (var body = exchange.getResponseBody()) {
      body.write(ANSWER.getBytes(UTF_8));
    }
  }
}
