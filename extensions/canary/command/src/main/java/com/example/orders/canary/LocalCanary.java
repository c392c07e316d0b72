package com.example.orders.canary;

import static java.net.http.HttpRequest.BodyPublishers.ofString;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/** The canary of a running local cloud, as its administrator uses it. */
final class LocalCanary implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A run may start a JVM first. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String endpoint;
  private final StackOutputs core;
  private final StackOutputs canary;

  /**
   * Finds it.
   *
   * @param endpoint the local cloud's AWS endpoint
   * @param stack the core's
   * @throws CommandException if no local cloud answers, or it runs without the canary
   */
  LocalCanary(String endpoint, String stack) {
    this.endpoint = endpoint;
    try {
      core = StackOutputs.of(stack, endpoint);
      canary = StackOutputs.of(stack + "-canary", endpoint);
    } catch (SdkException e) {
      throw new CommandException(
          "No canary answers at %s. Start it with: make run EXTENSIONS=canary".formatted(endpoint),
          e);
    }
  }

  /** What a run said. */
  record Outcome(List<String> problems, double seconds) {
    boolean passed() {
      return problems.isEmpty();
    }
  }

  /** Makes the canary's customer, or gives it its password again. */
  void makeCustomer() {
    var arn = canary.get("CanaryPasswordArn");
    var secret = call("secretsmanager.GetSecretValue", object().put("SecretId", arn));
    var pool = core.get("CustomerPoolId");
    var user = object().put("UserPoolId", pool).put("Username", "canary");
    var made = post("AWSCognitoIdentityProviderService.AdminCreateUser", user);
    if (made.statusCode() != 200 && !made.body().contains("UsernameExistsException")) {
      throw refused(made);
    }
    call(
        "AWSCognitoIdentityProviderService.AdminSetUserPassword",
        user.put("Password", secret.path("SecretString").asText()).put("Permanent", true));
  }

  /** Lets the canary run, as its schedule would at a time. */
  Outcome run(Instant scheduled) {
    var event = object().put("source", "aws.events").put("time", scheduled.toString());
    var function = canary.get("PlaceTestOrderFunctionName");
    var path = endpoint + "/2015-03-31/functions/" + function + "/invocations";
    var report = json(send(HttpRequest.newBuilder(URI.create(path)), event));
    var problems = report.path("problems").valueStream().map(JsonNode::asText).toList();
    return new Outcome(problems, report.path("seconds").asDouble());
  }

  private JsonNode call(String target, ObjectNode request) {
    return json(post(target, request));
  }

  private HttpResponse<String> post(String target, ObjectNode request) {
    var builder = HttpRequest.newBuilder(URI.create(endpoint + "/"));
    return send(
        builder.header("X-Amz-Target", target).header("Content-Type", "application/x-amz-json-1.1"),
        request);
  }

  private HttpResponse<String> send(HttpRequest.Builder to, ObjectNode request) {
    try {
      var post = to.timeout(LONGEST).POST(ofString(request.toString())).build();
      return http.send(post, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandException("No local cloud answers at " + endpoint, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted", e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    if (answer.statusCode() != 200 || answer.headers().map().containsKey("x-amz-function-error")) {
      throw refused(answer);
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw refused(answer);
    }
  }

  private static CommandException refused(HttpResponse<String> answer) {
    return new CommandException("The local cloud says: " + answer.body(), null);
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  @Override
  public void close() {
    http.close();
  }
}
