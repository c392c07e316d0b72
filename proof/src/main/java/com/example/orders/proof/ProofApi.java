package com.example.orders.proof;

import com.example.orders.cli.OrdersApi;
import com.example.orders.proof.ClientOrder.Seen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The API as a client sees it: an answer that does not come in time is none. */
final class ProofApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration IMPATIENCE = Duration.ofSeconds(5);

  /** API Gateway itself waits for 29 seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An answer that never came. */
  static final int NO_ANSWER = 599;

  private final String baseUrl;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final Set<String> expressCustomers;
  private final Duration patience;

  ProofApi(String baseUrl) {
    this(baseUrl, Set.of());
  }

  /**
   * @param expressCustomers who has the express lane's group
   */
  ProofApi(String baseUrl, Set<String> expressCustomers) {
    this(baseUrl, expressCustomers, IMPATIENCE);
  }

  private ProofApi(String baseUrl, Set<String> expressCustomers, Duration patience) {
    this.baseUrl = baseUrl;
    this.expressCustomers = expressCustomers;
    this.patience = patience;
  }

  /** For whom every request has its answer, however busy this machine is. */
  static ProofApi patient(String baseUrl) {
    return new ProofApi(baseUrl, Set.of(), PATIENCE);
  }

  /** The customer's key in the tables. */
  String subject(String customer) {
    try {
      var claims = Base64.getUrlDecoder().decode(token(customer).split("\\.")[1]);
      return JSON.readTree(claims).path("sub").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int place(@Nullable String customer, String body) throws InterruptedException {
    return send(request(customer, "/orders")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)))
        .status();
  }

  int cancel(String customer, String orderId) throws InterruptedException {
    return send(request(customer, "/orders/" + orderId).DELETE()).status();
  }

  /** The status that a look is answered with. */
  int peek(String customer, String orderId) throws InterruptedException {
    return send(request(customer, "/orders/" + orderId)).status();
  }

  /** The order, unless there is none or no answer. */
  Optional<Seen> look(String customer, String orderId) throws InterruptedException {
    var answer = send(request(customer, "/orders/" + orderId));
    return answer.status() == 200
        ? Optional.of(
            new Seen(answer.body().path("status").asText(), answer.body().path("history").size()))
        : Optional.empty();
  }

  private String token(String customer) {
    return tokens.computeIfAbsent(
        customer,
        name ->
            expressCustomers.contains(name)
                ? OrdersApi.localToken(baseUrl, name, "orderly-express")
                : OrdersApi.localToken(baseUrl, name));
  }

  private HttpRequest.Builder request(@Nullable String customer, String path) {
    var request = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(patience);
    return customer == null
        ? request
        : request.header("Authorization", "Bearer " + token(customer));
  }

  private record Reply(int status, JsonNode body) {}

  private Reply send(HttpRequest.Builder request) throws InterruptedException {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException _) {
      return new Reply(NO_ANSWER, JSON.missingNode());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
