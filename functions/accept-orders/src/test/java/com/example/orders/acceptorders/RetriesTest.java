package com.example.orders.acceptorders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.lambda.AwsClients;
import com.example.orders.testing.Samples;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The real client against a server that refuses: an attempt costs less than a receive. */
class RetriesTest {
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer server;
  private Workflows workflows;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          requests.incrementAndGet();
          var refused = refusals.getAndDecrement() > 0;
          var body =
              (refused ? "{\"__type\":\"ThrottlingException\"}" : "{\"executionArn\":\"arn\"}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(refused ? 400 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var builder =
        SfnClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
    workflows =
        new StepFunctionsWorkflows(
            AwsClients.build(builder, retries -> retries.maxAttempts(10)), "arn:workflow");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void throttlingIsRetriedWithinTheCall() {
    workflows.start(Samples.KEY, Duration.ofSeconds(20)); // loads the SDK's classes
    requests.set(0);
    refusals.set(1);
    workflows.start(Samples.KEY, Duration.ofSeconds(20));
    assertThat(requests).hasValue(2);
  }

  @Test
  void aCallEndsWhenItsTimeIsOverHoweverManyAttemptsAreLeft() {
    workflows.start(Samples.KEY, Duration.ofSeconds(20)); // loads the SDK's classes
    refusals.set(Integer.MAX_VALUE);

    assertThatThrownBy(() -> workflows.start(Samples.KEY, Duration.ofSeconds(4)))
        .isInstanceOf(ApiCallTimeoutException.class);

    assertThat(requests.get()).isBetween(2, 9);
  }
}
