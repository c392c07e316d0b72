package com.example.orders.webhooksclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.CommandException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksCommandTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var token = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                String.join(
                    " ", exchange.getRequestMethod(), "" + exchange.getRequestURI(), token, body));
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|GET /webhooks",
        "list|GET /webhooks",
        "show a|GET /webhooks/a",
        "verify a|POST /webhooks/a/verify",
        "rotate a|POST /webhooks/a/secret",
        "deliveries a|GET /webhooks/a/deliveries?limit=100",
        "resend a b|POST /webhooks/a/deliveries/b/resend",
        "delete a|DELETE /webhooks/a"
      })
  void eachCommandIsOneRequestWithTheToken(String words, String request) {
    assertThat(run(words == null ? List.of() : List.of(words.split(" "))).isOk()).isTrue();

    assertThat(requests).containsExactly(request + " Bearer a-token ");
  }

  @Test
  void registersForAllTypesOrForSome() {
    run(List.of("register", "https://hooks.acme.example/"));
    run(List.of("register", "https://hooks.acme.example/", "order.confirmed", "order.rejected"));

    assertThat(requests)
        .containsExactly(
            "POST /webhooks Bearer a-token {\"url\":\"https://hooks.acme.example/\"}",
            "POST /webhooks Bearer a-token {\"url\":\"https://hooks.acme.example/\","
                + "\"types\":[\"order.confirmed\",\"order.rejected\"]}");
  }

  @Test
  void anAnswerThatIsNoneOfTheGoodOnesIsKnown() {
    status = 404;

    assertThat(run(List.of("show", "a")).isOk()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dance", "list a", "show", "show a b", "resend a", "register"})
  void refusesWhatIsNoCommand(String words) {
    assertThatThrownBy(() -> WebhooksCommand.request(List.of(words.split(" "))))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("ARGS must be list, register URL");
  }

  @Test
  void saysInOneLineWhyAStackCannotBeAsked() {
    status = 400;
    var endpoint = "http://127.0.0.1:" + server.getAddress().getPort();

    assertThatThrownBy(() -> WebhooksCommand.url("a-core", endpoint))
        .isInstanceOf(CommandException.class)
        .message()
        .contains("the stack a-core-webhooks: ", "Status Code: 400")
        .doesNotContain("\n");
  }

  private WebhooksApi.Answer run(List<String> words) {
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (var api = new WebhooksApi(url, "a-token")) {
      return WebhooksCommand.request(words).apply(api);
    }
  }
}
