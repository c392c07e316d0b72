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
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** One stack's settings in AWS AppConfig (API reference, 2019-10-09). */
final class SettingsApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern THROWN =
      Pattern.compile("\"errorMessage\": *\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final SignedHttp http;
  private final String endpoint;
  private final String application;
  private final String environment;
  private final String profile;
  private final String strategy;

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
   * Looks the stack's resources up by their names.
   *
   * @param endpoint of AppConfig, such as {@code https://appconfig.eu-west-1.amazonaws.com}
   * @throws CommandException if nobody answers, or the stack has no settings
   */
  SettingsApi(AwsCredentials credentials, String region, String endpoint, String stack) {
    this.http = new SignedHttp(credentials, "appconfig", region);
    this.endpoint = endpoint;
    application = id("/applications", stack, stack);
    environment = id("/applications/" + application + "/environments", "live", stack);
    profile = id("/applications/" + application + "/configurationprofiles", "settings", stack);
    strategy = id("/deploymentstrategies", stack + "-settings", stack);
  }

  private String id(String list, String name, String stack) {
    return items(list)
        .filter(item -> item.path("Name").asText().equals(name))
        .map(item -> item.path("Id").asText())
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "The stack %s has no settings; its parameter Settings must be on"
                        .formatted(stack),
                    null));
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

  /** The flags of a version, as they are stored. */
  String flags(String version) {
    return send("GET", versions() + "/" + SignedHttp.encode(version), "").body();
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
            .put("ConfigurationProfileId", profile)
            .put("ConfigurationVersion", version)
            .put("DeploymentStrategyId", strategy);
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
        .formatted(application, profile);
  }

  private String deployments() {
    return "/applications/%s/environments/%s/deployments".formatted(application, environment);
  }

  private HttpResponse<String> send(String method, String path, String body) {
    var answer = http.send(method, URI.create(endpoint + path), body);
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
