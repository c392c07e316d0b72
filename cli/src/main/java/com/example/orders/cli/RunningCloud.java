package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What a running local cloud says of itself. */
public final class RunningCloud {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunningCloud() {}

  /** What to tell a user when nobody answers there. */
  public static String noAnswerAt(String endpoint) {
    return "No local cloud answers at %s. Start one with: make run".formatted(endpoint);
  }

  /**
   * Asks it; waits 30 seconds at most.
   *
   * @param endpoint its AWS endpoint, such as {@code http://127.0.0.1:4566}
   * @param path below {@code /_local}, such as {@code /metrics}
   * @throws CommandException if no local cloud answers
   */
  public static JsonNode get(String endpoint, String path) {
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + "/_local" + path))
            .timeout(Duration.ofSeconds(30))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new CommandException(noAnswerAt(endpoint), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted", e);
    }
  }
}
