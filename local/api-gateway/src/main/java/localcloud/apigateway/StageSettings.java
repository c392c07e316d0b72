package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.resources.Problems;
import localcloud.resources.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a stage says.
 *
 * @param name part of the URL; {@code $default} is none
 * @param throttling as in {@link ApiSettings}
 */
public record StageSettings(
    String name, Map<String, String> variables, Map<String, Throttling> throttling) {
  private static final String NAME = "StageName";
  private static final String RATE = "ThrottlingRateLimit";
  private static final String BURST = "ThrottlingBurstLimit";

  /** API Gateway guide, "Quotas": what a region has for all APIs, where a stage says nothing. */
  private static final double REGIONAL_RATE = 10_000;

  private static final int REGIONAL_BURST = 5_000;

  public StageSettings {
    variables = Map.copyOf(variables);
    throttling = Map.copyOf(throttling);
  }

  /** Reads an {@code AWS::ApiGateway::Stage}. */
  static StageSettings ofRest(Properties stage) {
    var limits = new HashMap<String, Throttling>();
    for (var setting : stage.objects("MethodSettings")) {
      var method = setting.text("HttpMethod", "*");
      // A path within a setting begins with a slash, and its own slashes are ~1.
      var path = setting.text("ResourcePath", "/*").replaceFirst("^/~1", "/").replace("~1", "/");
      var key = method.equals("*") && path.equals("/*") ? "*" : method + " " + path;
      limit(setting.text(RATE), setting.text(BURST), setting::refuse)
          .ifPresent(limit -> limits.put(key, limit));
    }
    return new StageSettings(
        name(stage, "[A-Za-z0-9_-]{1,128}"), variables(stage, "Variables"), limits);
  }

  /** Reads an {@code AWS::ApiGatewayV2::Stage}. */
  static StageSettings ofHttp(Properties stage) {
    var limits = new HashMap<String, Throttling>();
    var all = stage.object("DefaultRouteSettings");
    limit(all.text(RATE), all.text(BURST), all::refuse).ifPresent(limit -> limits.put("*", limit));
    for (var route : stage.json("RouteSettings").properties()) {
      Problems problems =
          (property, problem, instead) ->
              stage.refuse("RouteSettings." + route.getKey() + "." + property, problem, instead);
      limit(text(route.getValue(), RATE), text(route.getValue(), BURST), problems)
          .ifPresent(limit -> limits.put(route.getKey(), limit));
    }
    return new StageSettings(
        name(stage, "\\$default|[A-Za-z0-9_-]{1,128}"), variables(stage, "StageVariables"), limits);
  }

  /** Reads an {@code AWS::ApiGateway::Deployment} that makes a stage by the way. */
  static StageSettings ofDeployment(Properties deployment) {
    return new StageSettings(name(deployment, "[A-Za-z0-9_-]{1,128}"), Map.of(), Map.of());
  }

  private static @Nullable String text(JsonNode of, String name) {
    return of.hasNonNull(name) ? of.path(name).asText() : null;
  }

  private static String name(Properties stage, String pattern) {
    var name = stage.text(NAME, "");
    if (!name.matches(pattern)) {
      stage.refuse(NAME, "is " + name, "it must match " + pattern);
    }
    return name;
  }

  /** API Gateway guide, "API Gateway stage variables reference". */
  private static Map<String, String> variables(Properties stage, String property) {
    var variables = stage.textsByName(property);
    variables.forEach(
        (name, value) -> {
          if (!name.matches("\\w+") || !value.matches("[A-Za-z0-9-._~:/?#&=,]+")) {
            stage.refuse(
                property,
                "has " + name + ": " + value,
                "write letters, digits and _ in names, and -._~:/?#&=, too in values");
          }
        });
    return variables;
  }

  private static Optional<Throttling> limit(
      @Nullable String rate, @Nullable String burst, Problems problems) {
    if (rate == null && burst == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Throttling(
            number(RATE, rate, REGIONAL_RATE, problems),
            (int) number(BURST, burst, REGIONAL_BURST, problems)));
  }

  private static double number(
      String name, @Nullable String text, double otherwise, Problems problems) {
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      problems.add(name, "is " + text, "write a number");
      return otherwise;
    }
    return Double.parseDouble(text);
  }
}
