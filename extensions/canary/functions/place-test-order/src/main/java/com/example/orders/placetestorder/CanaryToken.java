package com.example.orders.placetestorder;

import static java.net.http.HttpRequest.BodyPublishers.ofString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The canary's access token, got with its password as any customer gets one. */
final class CanaryToken {
  /** The user, whom {@code make canary-customer} makes. */
  static final String CUSTOMER = "canary";

  /** Ten minutes less than the pool's tokens last. */
  private static final Duration KEPT = Duration.ofMinutes(50);

  private static final Duration LONGEST = Duration.ofSeconds(4);

  /** Where the password is kept. */
  @FunctionalInterface
  interface Password {
    /**
     * The password of now.
     *
     * @throws IOException if it is not answered
     */
    String get() throws IOException;
  }

  private record Token(String text, Instant until) {}

  private final ObjectMapper mapper = new ObjectMapper();
  private final URI cognito;
  private final String clientId;
  private final Password password;
  private final InstantSource clock;
  private @Nullable Token token;

  /**
   * Without a token yet.
   *
   * @param cognito where the user pool is asked
   * @param password is asked for each token, for it may have been changed
   */
  CanaryToken(URI cognito, String clientId, Password password, InstantSource clock) {
    this.cognito = cognito;
    this.clientId = clientId;
    this.password = password;
    this.clock = clock;
  }

  /**
   * The token that is kept, or a new one.
   *
   * @throws NoTokenException if the pool knows no such customer or no such password
   * @throws IOException if there was no answer in 4 seconds, or no password
   */
  String get(HttpClient http) throws IOException, InterruptedException, NoTokenException {
    var kept = token;
    var now = clock.instant();
    if (kept != null && now.isBefore(kept.until())) {
      return kept.text();
    }
    var text = asked(http);
    token = new Token(text, now.plus(KEPT));
    return text;
  }

  /** Lets the next run ask for one. */
  void forget() {
    token = null;
  }

  private String asked(HttpClient http) throws IOException, InterruptedException, NoTokenException {
    var request =
        HttpRequest.newBuilder(cognito)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
            .timeout(LONGEST)
            .POST(ofString(question()))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    var body = mapper.readTree(answer.body());
    var text = body.at("/AuthenticationResult/AccessToken");
    if (!text.isTextual()) {
      throw new NoTokenException(
          "the user pool answers %d %s".formatted(answer.statusCode(), refusal(body)));
    }
    return text.asText();
  }

  private String question() throws IOException {
    var question = mapper.createObjectNode();
    question.put("AuthFlow", "USER_PASSWORD_AUTH").put("ClientId", clientId);
    question.putObject("AuthParameters").put("USERNAME", CUSTOMER).put("PASSWORD", password.get());
    return question.toString();
  }

  /** An error's name, or what else the pool wants, such as a new password. */
  private static String refusal(JsonNode body) {
    var name = body.path("__type").asText(body.path("ChallengeName").asText());
    return name.substring(name.indexOf('#') + 1);
  }
}
