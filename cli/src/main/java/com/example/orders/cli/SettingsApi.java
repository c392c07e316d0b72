package com.example.orders.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** One stack's settings in AWS AppConfig (API reference, 2019-10-09). */
final class SettingsApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern THROWN =
      Pattern.compile("\"errorMessage\": *\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final SignedHttp http;
  private final String endpoint;
  private final Ids ids;

  /** Where a stack's settings are in AppConfig, whose names are not unique. */
  record Ids(String application, String environment, String profile, String strategy) {
    /**
     * Those that the stack itself names.
     *
     * @throws CommandException if the stack has no settings
     */
    static Ids of(StackOutputs outputs, String stack) {
      var named = outputs.values().getOrDefault("SettingsIds", "").split("/");
      if (named.length != 4) {
        throw new CommandException(
            "The stack %s has no settings; its parameter Settings must be on".formatted(stack),
            null);
      }
      return new Ids(named[0], named[1], named[2], named[3]);
    }
  }

  /** A rollout of one version, as AppConfig describes it. */
  record Rollout(int number, String version, String state, int percent) {
    static Rollout of(JsonNode deployment) {
      return new Rollout(
          deployment.path("DeploymentNumber").asInt(),
          deployment.path("ConfigurationVersion").asText(),
          deployment.path("State").asText(),
          deployment.path("PercentageComplete").asInt());
    }

    boolean isUnderWay() {
      return !isDone() && !state.equals("ROLLED_BACK") && !state.equals("REVERTED");
    }

    boolean isDone() {
      return state.equals("COMPLETE");
    }
  }

  /**
   * For one stack.
   *
   * @param credentials asked before each request, for a rollout may outlast a session
   * @param endpoint of AppConfig, such as {@code https://appconfig.eu-west-1.amazonaws.com}
   */
  SettingsApi(AwsCredentialsProvider credentials, String region, String endpoint, Ids ids) {
    this.http = new SignedHttp(credentials, "appconfig", region);
    this.endpoint = endpoint;
    this.ids = ids;
  }

  /** All pages of a list. */
  private Stream<JsonNode> items(String list) {
    var all = new ArrayList<JsonNode>();
    var next = "";
    do {
      var page = json(send("GET", list + next, ""));
      all.addAll(page.path("Items").valueStream().toList());
      var token = page.path("NextToken").asText();
      next = token.isEmpty() ? "" : "?next_token=" + SignedHttp.encode(token);
    } while (!next.isEmpty());
    return all.stream();
  }

  /** The rollout that began last. */
  Optional<Rollout> latest() {
    return rollouts().max(Comparator.comparingInt(Rollout::number));
  }

  /** The rollout whose version all functions have. */
  Optional<Rollout> done() {
    return rollouts().filter(Rollout::isDone).max(Comparator.comparingInt(Rollout::number));
  }

  private Stream<Rollout> rollouts() {
    return items(deployments()).map(Rollout::of);
  }

  /** The flags of a version, as they are stored; none if somebody has deleted it. */
  Optional<String> flags(String version) {
    var answer = ask("GET", versions() + "/" + SignedHttp.encode(version), "");
    return answer.statusCode() == 404
        ? Optional.empty()
        : Optional.of(unlessRefused(answer).body());
  }

  /**
   * Stores flags as a new version.
   *
   * @throws CommandException with AppConfig's reason if a constraint refuses them
   */
  String store(String flags) {
    return send("POST", versions(), flags)
        .headers()
        .firstValue("Version-Number")
        .orElseThrow(() -> new IllegalStateException("AppConfig gave no Version-Number"));
  }

  /**
   * Begins to roll a version out.
   *
   * @throws CommandException with AppConfig's reason if the validator refuses it
   */
  Rollout rollOut(String version) {
    var request =
        JSON.createObjectNode()
            .put("ConfigurationProfileId", ids.profile())
            .put("ConfigurationVersion", version)
            .put("DeploymentStrategyId", ids.strategy());
    return Rollout.of(json(send("POST", deployments(), request.toString())));
  }

  Rollout rollout(int number) {
    return Rollout.of(json(send("GET", deployments() + "/" + number, "")));
  }

  @Override
  public void close() {
    http.close();
  }

  private String versions() {
    return "/applications/%s/configurationprofiles/%s/hostedconfigurationversions"
        .formatted(ids.application(), ids.profile());
  }

  private String deployments() {
    return "/applications/%s/environments/%s/deployments"
        .formatted(ids.application(), ids.environment());
  }

  private HttpResponse<String> send(String method, String path, String body) {
    return unlessRefused(ask(method, path, body));
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    return http.send(method, URI.create(endpoint + path), body);
  }

  private static HttpResponse<String> unlessRefused(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      var problem = json(answer);
      var message = problem.path("Message").asText(problem.path("message").asText(answer.body()));
      throw new CommandException("Refused: " + finding(message), null);
    }
    return answer;
  }

  /** AppConfig's words, or the validator's own where they quote its failed invocation. */
  static String finding(String message) {
    var thrown = THROWN.matcher(message);
    return thrown.find() ? thrown.group(1) : message;
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new CommandException("AppConfig did not answer JSON", e);
    }
  }
}
