package com.example.orders.liveclient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The orders API and the API for tickets, with one customer's access token.
 *
 * @param orders URL of the orders API
 * @param tickets URL of the API for tickets
 * @param token gives an access token that is valid now
 */
public record CustomerApis(String orders, String tickets, Supplier<String> token, HttpClient http)
    implements LiveClient.Service {
  private static final ObjectMapper JSON = new ObjectMapper();

  public CustomerApis(String orders, String tickets, Supplier<String> token) {
    this(
        orders,
        tickets,
        token,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build());
  }

  @Override
  public URI ticket() {
    var answer = send(request(tickets + "/tickets").POST(BodyPublishers.noBody()));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("POST /tickets: " + answer.statusCode());
    }
    return URI.create(json(answer).path("url").asText());
  }

  @Override
  public Optional<JsonNode> find(String orderId) {
    var answer = look(orderId, "");
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(json(answer));
      case 404 -> Optional.empty();
      default -> throw new IllegalStateException("GET /orders: " + answer.statusCode());
    };
  }

  /** The status resource's own answer; 304 if the order is as the ETag says. */
  HttpResponse<String> look(String orderId, String etag) {
    var request = request(orders + "/orders/" + orderId).GET();
    return send(etag.isEmpty() ? request : request.header("If-None-Match", etag));
  }

  /** Places an order. */
  public HttpResponse<String> place(String body) {
    return send(
        request(orders + "/orders")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token.get());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
