package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The orders API as a client sees it, local or deployed.
 *
 * @param tokens gives a customer's access token
 */
public record OrdersApi(String baseUrl, UnaryOperator<String> tokens, HttpClient http) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CANCEL_POLL = Duration.ofMillis(100);

  public OrdersApi(String baseUrl, UnaryOperator<String> tokens) {
    this(
        baseUrl,
        tokens,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build());
  }

  /** What a request was answered with. */
  public record Answer(int httpStatus, JsonNode body) {}

  /** Places an order; no customer sends no token. */
  public Answer place(@Nullable String customer, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/orders"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(request, customer);
  }

  /** The order as its customer sees it; empty while it is not recorded. */
  public Optional<JsonNode> find(String customer, String orderId) {
    var answer = send(HttpRequest.newBuilder(URI.create(baseUrl + "/orders/" + orderId)), customer);
    return switch (answer.httpStatus()) {
      case 200 -> Optional.of(answer.body());
      case 404 -> Optional.empty();
      default -> throw new IllegalStateException("GET /orders/" + orderId + ": " + answer);
    };
  }

  /** Asks for the order to be cancelled. */
  public Answer cancel(String customer, String orderId) {
    return send(
        HttpRequest.newBuilder(URI.create(baseUrl + "/orders/" + orderId)).DELETE(), customer);
  }

  /**
   * Cancels an order as soon as it is stored: until then it is unknown, and a busy service asks to
   * be asked again.
   *
   * @return false if the charge was first, or it was neither within this time
   */
  public boolean cancelWhenStored(String customer, String orderId, Duration patience)
      throws InterruptedException {
    var deadline = Instant.now().plus(patience);
    while (true) {
      var status = cancel(customer, orderId).httpStatus();
      var isForNow = status == 404 || status == 429 || status >= 500;
      if (!isForNow || Instant.now().isAfter(deadline)) {
        return status == 202;
      }
      Thread.sleep(CANCEL_POLL);
    }
  }

  /** The local cloud's own way to a token; a deployed stack has none. */
  public static String localToken(String baseUrl, String customer) {
    return localTokenBy(baseUrl, "customer=" + customer);
  }

  /** The same for a customer of a group. */
  public static String localToken(String baseUrl, String customer, String group) {
    return localTokenBy(baseUrl, "customer=" + customer + "&group=" + group);
  }

  private static String localTokenBy(String baseUrl, String query) {
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl).resolve("/_local/token?" + query))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("No token by " + query + ": " + answer.body());
      }
      return answer.body().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Answer send(HttpRequest.Builder request, @Nullable String customer) {
    if (customer != null) {
      request.header("Authorization", "Bearer " + tokens.apply(customer));
    }
    try {
      var answer =
          http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
