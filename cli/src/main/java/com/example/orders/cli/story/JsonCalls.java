package com.example.orders.cli.story;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.SignedHttp;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.regions.Region;

/** Calls services that speak AWS's JSON protocol, and again if they throttle. */
final class JsonCalls {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What services answer to a caller who asks too often. */
  private static final Set<String> THROTTLED =
      Set.of(
          "ThrottlingException",
          "TooManyRequestsException",
          "ProvisionedThroughputExceededException");

  /** Half a second, then twice as long each time: 15.5 seconds in all. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private static final int MOST_TRIES = 6;

  /** Sends one signed request. */
  @FunctionalInterface
  interface Transport {
    Answer send(String service, String target, String body);
  }

  /** What a service said. */
  record Answer(int status, String body) {}

  private final Transport transport;
  private final Consumer<Duration> pause;

  JsonCalls(Transport transport, Consumer<Duration> pause) {
    this.transport = transport;
    this.pause = pause;
  }

  /**
   * Calls AWS, or the local cloud.
   *
   * @param endpoint the local cloud's, or null for AWS itself
   */
  static JsonCalls signed(AwsCredentials credentials, String region, @Nullable String endpoint) {
    return new JsonCalls(
        (service, target, body) -> {
          var uri = endpoint != null ? endpoint + "/" : address(service, Region.of(region));
          try (var http = new SignedHttp(credentials, service, region)) {
            var answer = http.call(URI.create(uri), version(service), target, body);
            return new Answer(answer.statusCode(), answer.body());
          }
        },
        JsonCalls::sleep);
  }

  static String address(String service, Region region) {
    return SignedHttp.endpoint(service, region) + "/";
  }

  private static String version(String service) {
    return Set.of("logs", "cognito-idp").contains(service) ? "1.1" : "1.0";
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted", e);
    }
  }

  /**
   * The answer to a request.
   *
   * @throws CommandException if it is an error
   */
  JsonNode call(String service, String target, ObjectNode request) {
    var answer = answer(service, target, request);
    if (answer.status() >= 300) {
      throw refused(target, answer);
    }
    return parse(answer.body());
  }

  /**
   * The answer to a request for something that may not be there.
   *
   * @param missing the error that says so
   * @throws CommandException if it is another one
   */
  Optional<JsonNode> find(String service, String target, ObjectNode request, String missing) {
    var answer = answer(service, target, request);
    if (answer.status() < 300) {
      return Optional.of(parse(answer.body()));
    }
    if (type(answer).equals(missing)) {
      return Optional.empty();
    }
    throw refused(target, answer);
  }

  private Answer answer(String service, String target, ObjectNode request) {
    var body = request.toString();
    var answer = transport.send(service, target, body);
    var next = FIRST_PAUSE;
    for (int tries = 1; tries < MOST_TRIES && THROTTLED.contains(type(answer)); tries++) {
      pause.accept(next);
      next = next.multipliedBy(2);
      answer = transport.send(service, target, body);
    }
    return answer;
  }

  private static CommandException refused(String target, Answer answer) {
    var error = parse(answer.body());
    var message = error.path("message").asText(error.path("Message").asText(answer.body()));
    return new CommandException(
        "%s: %d %s %s".formatted(target, answer.status(), type(answer), message), null);
  }

  /** Some services put a namespace and a {@code #} before the error's name. */
  private static String type(Answer answer) {
    if (answer.status() < 300) {
      return "";
    }
    var type = parse(answer.body()).path("__type").asText();
    return type.substring(type.indexOf('#') + 1);
  }

  /** An object without members if it is no JSON. */
  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
