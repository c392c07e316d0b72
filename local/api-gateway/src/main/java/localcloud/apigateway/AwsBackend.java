package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;

/** An AWS service behind the API, called with the credentials of the integration's role. */
final class AwsBackend implements Backend {
  private static final System.Logger LOG = System.getLogger(AwsBackend.class.getName());
  private static final Pattern URI =
      Pattern.compile("arn:[^:]+:apigateway:[^:]*:([^:]+):(path|action)/(.*)");

  /** Services that take an action as {@code X-Amz-Target}; the others take it as a query. */
  private static final Map<String, String> TARGETS =
      Map.of(
          "dynamodb", "DynamoDB_20120810",
          "states", "AWSStepFunctions",
          "events", "AWSEvents");

  /** What follows an API's ID in the ARN of an authorizer, which is in no stage. */
  static final String AUTHORIZERS = "/authorizers/";

  /** In whose name the API calls where it has no role. */
  private static final String API_GATEWAY = "apigateway.amazonaws.com";

  static final int MAX_TIMEOUT_MILLIS = 29_000;

  private final AwsService aws;
  private final String service;
  private final boolean action;
  private final String target;
  private final String method;
  private final String principal;

  /** The end of the method's ARN, {@code /GET/things/*}, or of the authorizer's. */
  private final String source;

  private final int timeoutMillis;

  private AwsBackend(
      AwsService aws,
      String service,
      boolean action,
      String target,
      String method,
      String principal,
      String source,
      int timeoutMillis) {
    this.aws = aws;
    this.service = service;
    this.action = action;
    this.target = target;
    this.method = method;
    this.principal = principal;
    this.source = source;
    this.timeoutMillis = timeoutMillis;
  }

  static AwsBackend parse(JsonNode node, String pointer, AwsService aws) {
    var uri = URI.matcher(node.path("uri").asText());
    if (!uri.matches()) {
      throw new UnsupportedDefinitionException(
          pointer + "/uri", "not arn:aws:apigateway:{region}:{service}:path|action/…");
    }
    // Lambda may also let the API in by its resource policy; then there is no role.
    var principal = node.path("credentials").asText(API_GATEWAY);
    if (!node.has("credentials") && !uri.group(1).equals("lambda")) {
      throw new UnsupportedDefinitionException(pointer + "/credentials", "missing");
    }
    if (principal.contains("*")) {
      throw new UnsupportedDefinitionException(
          pointer + "/credentials",
          "the caller's own are not passed on locally; name a role or none");
    }
    return new AwsBackend(
        aws,
        uri.group(1),
        uri.group(2).equals("action"),
        uri.group(3),
        node.path("httpMethod").asText("POST"),
        principal,
        source(pointer),
        Math.min(node.path("timeoutInMillis").asInt(MAX_TIMEOUT_MILLIS), MAX_TIMEOUT_MILLIS));
  }

  /** The function behind a Lambda authorizer. */
  static AwsBackend ofAuthorizer(JsonNode authorizer, String pointer, String name, AwsService aws) {
    var uri = URI.matcher(authorizer.path("authorizerUri").asText());
    if (!uri.matches() || !uri.group(1).equals("lambda")) {
      throw new UnsupportedDefinitionException(
          pointer + "/authorizerUri", "not that of a Lambda function");
    }
    return new AwsBackend(
        aws,
        "lambda",
        false,
        uri.group(3),
        "POST",
        authorizer.path("authorizerCredentials").asText(API_GATEWAY),
        AUTHORIZERS + name,
        MAX_TIMEOUT_MILLIS);
  }

  /**
   * The function behind a route of a WebSocket API.
   *
   * @param route its {@code uri}, and maybe {@code credentials} and {@code timeoutInMillis}
   */
  static AwsBackend ofRoute(JsonNode route, String key, AwsService aws) {
    return new AwsBackend(
        aws,
        "lambda",
        false,
        functionOf(route.path("uri").asText())
            .orElseThrow(() -> new UnsupportedDefinitionException("/uri", "not of a function")),
        "POST",
        route.path("credentials").asText(API_GATEWAY),
        "/" + key,
        route.path("timeoutInMillis").asInt(MAX_TIMEOUT_MILLIS));
  }

  /** The path of a call of the function that an integration's URI names; empty if it names none. */
  static Optional<String> functionOf(String integrationUri) {
    var uri = URI.matcher(integrationUri);
    return uri.matches() && uri.group(1).equals("lambda") && uri.group(2).equals("path")
        ? Optional.of(uri.group(3))
        : Optional.empty();
  }

  /** Of {@code /paths/~1things~1{id}/get/…}. */
  private static String source(String pointer) {
    var parts = pointer.split("/");
    var path = parts[2].replace("~1", "/").replace("~0", "~").replaceAll("\\{[^}]*}", "*");
    return "/" + parts[3].toUpperCase(Locale.ROOT) + path;
  }

  @Override
  public AwsAnswer send(Mapped mapped) {
    var call = call(mapped);
    var answer = CompletableFuture.supplyAsync(() -> aws.answer(call), Thread::startVirtualThread);
    try {
      return permitted(answer.get(timeoutMillis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new GatewayFailure(
          GatewayFailure.Type.INTEGRATION_TIMEOUT, "Endpoint request timed out");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AwsException error) {
        return permitted(error(error));
      }
      if (e.getCause() instanceof RoleNotAssumedException) {
        LOG.log(System.Logger.Level.WARNING, "Execution failed: " + e.getCause().getMessage());
        throw GatewayFailure.internal(GatewayFailure.Type.API_CONFIGURATION_ERROR);
      }
      LOG.log(System.Logger.Level.WARNING, "integration with " + service + " failed", e.getCause());
      throw GatewayFailure.internal(GatewayFailure.Type.INTEGRATION_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayFailure.internal(GatewayFailure.Type.INTEGRATION_FAILURE);
    }
  }

  /** Without permission on a function no response of the integration is chosen at all. */
  private AwsAnswer permitted(AwsAnswer answer) {
    if (service.equals("lambda") && answer.status() == 403) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Execution failed: Invalid permissions on Lambda function: " + answer.text());
      throw GatewayFailure.internal(GatewayFailure.Type.API_CONFIGURATION_ERROR);
    }
    return answer;
  }

  /** A failed function is matched by its error message, everything else by its status. */
  @Override
  public String selectionValue(AwsAnswer answer) {
    if (!service.equals("lambda")) {
      return String.valueOf(answer.status());
    }
    if (!answer.headers().containsKey("x-amz-function-error")) {
      return "";
    }
    var error = TemplateInput.ofRequest(answer.text(), Map.of(), Map.of(), Map.of());
    return String.valueOf(error.path("$.errorMessage"));
  }

  private AwsCall call(Mapped mapped) {
    var headers = new LinkedHashMap<String, String>();
    var query = new LinkedHashMap<String, String>();
    var path = "/";
    if (!action) {
      path += fill(target, mapped.path());
    } else if (TARGETS.containsKey(service)) {
      headers.put("x-amz-target", TARGETS.get(service) + "." + target);
      headers.put("content-type", "application/x-amz-json-1.0");
    } else {
      query.put("Action", target);
    }
    query.putAll(mapped.querystring());
    mapped.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    headers.putIfAbsent("content-type", "application/json");
    headers.putIfAbsent("accept", "application/json");
    return new AwsCall(
            service,
            principal,
            method,
            query.isEmpty() ? path : path + "?" + encode(query),
            headers,
            mapped.body().getBytes(UTF_8))
        .by(Caller.UNKNOWN.from(source));
  }

  private static String fill(String target, Map<String, String> values) {
    var filled = target;
    for (var entry : values.entrySet()) {
      var value = URLEncoder.encode(entry.getValue(), UTF_8).replace("+", "%20");
      filled = filled.replace("{" + entry.getKey() + "}", value);
    }
    return filled;
  }

  private static String encode(Map<String, String> query) {
    return query.entrySet().stream()
        .map(
            e ->
                URLEncoder.encode(e.getKey(), UTF_8) + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static AwsAnswer error(AwsException error) {
    var body = Map.of("__type", error.code(), "message", String.valueOf(error.getMessage()));
    return new AwsAnswer(error.status(), Map.of(), StrictJson.write(body).getBytes(UTF_8));
  }
}
