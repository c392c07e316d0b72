package com.example.orders.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role taken from a server that answers like STS, and used for the operator's API there. */
class OperatorSessionTest {
  private static final String ASSUMED =
      """
      <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>key-%d</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
        <SessionToken>token</SessionToken><Expiration>%s</Expiration>
      </Credentials></AssumeRoleResult></AssumeRoleResponse>
      """;

  private final AtomicInteger taken = new AtomicInteger();
  private final List<String> signed = new CopyOnWriteArrayList<>();
  private volatile Duration session = Duration.ofHours(1);
  private volatile int most = Integer.MAX_VALUE;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aSessionIsUsedForAllRequests() {
    show(2);

    assertThat(signed).containsExactly("key-1", "key-1");
  }

  @Test
  void aSessionThatIsAboutToEndIsTakenAgainForTheNextRequest() {
    session = Duration.ofMinutes(4);
    show(2);

    assertThat(signed).containsExactly("key-2", "key-3");
  }

  @Test
  void aRoleThatMayNotBeTakenAnyMoreIsSaid() {
    session = Duration.ofSeconds(30);
    most = 1;

    assertThatThrownBy(() -> show(1))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("The credentials could not be renewed: ");
  }

  private void show(int times) {
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    var role = OperatorSession.assume("arn:aws:iam::123456789012:role/operator", url);
    try (var api = new OperationsApi(new OperatorSession(url, "us-east-1", role))) {
      for (var i = 0; i < times; i++) {
        api.show("an-entry");
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestURI().getPath().startsWith("/operations/")) {
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      signed.add(authorization.replaceFirst(".*Credential=([^/]+)/.*", "$1"));
      send(exchange, 200, "{}");
    } else if (taken.get() == most) {
      send(exchange, 403, "");
    } else {
      var text = ASSUMED.formatted(taken.incrementAndGet(), Instant.now().plus(session));
      send(exchange, 200, text);
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
