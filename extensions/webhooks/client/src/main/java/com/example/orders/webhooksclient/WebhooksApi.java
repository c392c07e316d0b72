package com.example.orders.webhooksclient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The API of webhooks as a customer sees it, local or deployed.
 *
 * @param token an access token of the customer
 */
public record WebhooksApi(String baseUrl, String token, HttpClient http) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  public WebhooksApi(String baseUrl, String token) {
    this(
        baseUrl,
        token,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build());
  }

  /** What a request was answered with; no body is a missing node. */
  public record Answer(int httpStatus, JsonNode body) {
    public boolean isOk() {
      return httpStatus / 100 == 2;
    }
  }

  /** Answers the secret, too. */
  public Answer register(String url, String... types) {
    var body = JSON.createObjectNode().put("url", url);
    if (types.length > 0) {
      body.set("types", JSON.valueToTree(types));
    }
    return send("POST", "/webhooks", body.toString());
  }

  public Answer list() {
    return send("GET", "/webhooks", "");
  }

  public Answer show(String endpoint) {
    return send("GET", "/webhooks/" + endpoint, "");
  }

  public Answer delete(String endpoint) {
    return send("DELETE", "/webhooks/" + endpoint, "");
  }

  /** Has a challenge sent. */
  public Answer verify(String endpoint) {
    return send("POST", "/webhooks/" + endpoint + "/verify", "");
  }

  /** Answers the new secret; the old one is used for 24 hours more. */
  public Answer rotate(String endpoint) {
    return send("POST", "/webhooks/" + endpoint + "/secret", "");
  }

  /** The last hundred. */
  public Answer deliveries(String endpoint) {
    return send("GET", "/webhooks/" + endpoint + "/deliveries?limit=100", "");
  }

  public Answer resend(String endpoint, String delivery) {
    return send("POST", "/webhooks/" + endpoint + "/deliveries/" + delivery + "/resend", "");
  }

  private Answer send(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
