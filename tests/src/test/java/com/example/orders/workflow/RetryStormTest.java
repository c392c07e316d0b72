package com.example.orders.workflow;

import static com.example.orders.workflow.Behaviour.CRASHES;
import static com.example.orders.workflow.Step.CHARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.documentation.PatternPage;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.lambda.AwsClients;
import com.example.orders.order.OrderKey;
import com.example.orders.settings.Settings;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * What a table that is down gets of calls: the workflow's own retries times those of the SDK's real
 * client, counted where they arrive.
 */
class RetryStormTest {
  private static final int ORDERS = 10;
  private static final OrderKey ORDER = OrderKey.of("acme", "0199c0de-0000-7000-8000-000000000001");

  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer table;

  @BeforeEach
  void start() throws IOException {
    table = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    table.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          calls.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    table.start();
  }

  @AfterEach
  void stop() {
    table.stop(0);
  }

  @Test
  void aBudgetCalmsTheStormThatRetriesOfRetriesMake() throws IOException {
    int tries = tries();

    var without = callsAnOrder(tries, 5, 0);
    var with = callsAnOrder(tries, 5, 20);
    var busy = callsAnOrder(tries, 1, 20);

    var counted =
        String.format(
            Locale.ROOT,
            "RETRY STORM orders=%d tries=%d calls an order: without=%.1f with=%.1f in a busy environment=%.1f",
            ORDERS,
            tries,
            without,
            with,
            busy);
    assertThat(without).as("every try is four attempts").isEqualTo(4.0 * tries);
    assertThat(with).as("three retries at first, and a fifth").isLessThan(1.2 * tries + 3.0 / 2);
    assertThat(busy).isLessThanOrEqualTo(1.2 * tries + 3.0 / 10);
    new PatternPage("retries.md").shows(counted);
  }

  /** How often the workflow asks for a charge that never succeeds, before it waits for repair. */
  private static int tries() {
    var run = WorkflowRun.of(Map.of(CHARGE, List.of(CRASHES)));
    return Math.toIntExact(run.calls().stream().filter(CHARGE::equals).count());
  }

  private double callsAnOrder(int tries, int environments, int budgetPercent) {
    calls.set(0);
    var clients = Stream.generate(() -> client(budgetPercent)).limit(environments).toList();
    for (int task = 0; task < ORDERS * tries; task++) {
      var orders = new DynamoDbOrders(clients.get(task % environments), "orders");
      assertThatThrownBy(() -> orders.find(ORDER)).isInstanceOf(DynamoDbException.class);
    }
    clients.forEach(DynamoDbClient::close);
    return (double) calls.get() / ORDERS;
  }

  private DynamoDbClient client(int budgetPercent) {
    var builder =
        DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + table.getAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
    return AwsClients.build(
        builder,
        retries -> retries.backoffStrategy(BackoffStrategy.retryImmediately()),
        () -> Settings.DEFAULT.withRetryBudgetPercent(budgetPercent));
  }
}
