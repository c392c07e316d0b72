package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/**
 * A function that decides who may call a method (API Gateway guide, "Use API Gateway Lambda
 * authorizers" and "Control access to HTTP APIs with Lambda authorizers"). Its answer is kept by
 * the values of its identity sources.
 */
final class LambdaAuthorizer implements Authorizer {
  /** What the function gets: the two types of a REST API, the two formats of an HTTP API. */
  enum Format {
    TOKEN,
    REQUEST,
    HTTP_1,
    HTTP_2;

    boolean isHttp() {
      return this == HTTP_1 || this == HTTP_2;
    }
  }

  private static final System.Logger LOG = System.getLogger(LambdaAuthorizer.class.getName());
  private static final String EXTENSION = "x-amazon-apigateway-authorizer";

  /** How long an answer is kept by default and at most (API reference, CreateAuthorizer). */
  private static final int DEFAULT_TTL_SECONDS = 300;

  private static final int MAX_TTL_SECONDS = 3_600;

  /** Tokens are the clients' to choose: so many answers are kept. */
  private static final int MOST_KEPT = 10_000;

  /** Of API Gateway's own time, which nobody measures here. */
  private static final int LATENCY_MILLIS = 0;

  private final Backend lambda;
  private final String region;
  private final Clock clock;
  private final Format format;
  private final boolean isSimple;
  private final List<String> sources;
  private final Pattern validation;
  private final Duration ttl;
  private final Map<List<String>, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(Verdict verdict, Instant until) {}

  private LambdaAuthorizer(
      Backend lambda, Trust trust, Format format, JsonNode authorizer, List<String> sources) {
    this.lambda = lambda;
    this.region = trust.region();
    this.clock = trust.clock();
    this.format = format;
    this.isSimple = authorizer.path("enableSimpleResponses").asBoolean();
    this.sources = sources;
    this.validation =
        Pattern.compile(authorizer.path("identityValidationExpression").asText("(?s).*"));
    this.ttl =
        sources.isEmpty()
            ? Duration.ZERO
            : Duration.ofSeconds(
                authorizer.path("authorizerResultTtlInSeconds").asInt(DEFAULT_TTL_SECONDS));
  }

  /** Reads a security scheme of a REST API, of type {@code token} or {@code request}. */
  static LambdaAuthorizer ofRest(JsonNode scheme, String name, AwsService aws, Trust trust) {
    var authorizer = scheme.path(EXTENSION);
    var at = pointer(name);
    Properties.only(
        authorizer,
        at,
        "type",
        "authorizerUri",
        "authorizerCredentials",
        "authorizerResultTtlInSeconds",
        "identitySource",
        "identityValidationExpression");
    var isToken = authorizer.path("type").asText().equalsIgnoreCase("token");
    var sources =
        isToken
            ? List.of("header." + scheme.path("name").asText("Authorization"))
            : sources(authorizer.path("identitySource"), at);
    if (isToken && authorizer.path("identitySource").asText().contains(",")) { // CreateAuthorizer
      throw new UnsupportedDefinitionException(at + "/identitySource", "a token is one header");
    }
    return checked(isToken ? Format.TOKEN : Format.REQUEST, authorizer, name, sources, aws, trust);
  }

  /** Reads a security scheme of an HTTP API. */
  static LambdaAuthorizer ofHttp(JsonNode scheme, String name, AwsService aws, Trust trust) {
    var authorizer = scheme.path(EXTENSION);
    var at = pointer(name);
    Properties.only(
        authorizer,
        at,
        "type",
        "authorizerUri",
        "authorizerCredentials",
        "authorizerResultTtlInSeconds",
        "identitySource",
        "authorizerPayloadFormatVersion",
        "enableSimpleResponses");
    var version = authorizer.path("authorizerPayloadFormatVersion").asText();
    if (!version.equals("1.0") && !version.equals("2.0")) {
      throw new UnsupportedDefinitionException(
          at + "/authorizerPayloadFormatVersion", "neither 1.0 nor 2.0");
    }
    if (version.equals("1.0") && authorizer.path("enableSimpleResponses").asBoolean()) {
      throw new UnsupportedDefinitionException(
          at + "/enableSimpleResponses", "only with authorizerPayloadFormatVersion 2.0");
    }
    var format = version.equals("1.0") ? Format.HTTP_1 : Format.HTTP_2;
    var sources = sources(authorizer.path("identitySource"), at);
    return checked(format, authorizer, name, sources, aws, trust);
  }

  private static LambdaAuthorizer checked(
      Format format,
      JsonNode authorizer,
      String name,
      List<String> sources,
      AwsService aws,
      Trust trust) {
    var at = pointer(name);
    var ttl = authorizer.path("authorizerResultTtlInSeconds");
    var isGiven = !ttl.isMissingNode();
    if (isGiven && (ttl.asInt(-1) < 0 || ttl.asInt() > MAX_TTL_SECONDS)) {
      throw new UnsupportedDefinitionException(
          at + "/authorizerResultTtlInSeconds", "must be 0 to " + MAX_TTL_SECONDS);
    }
    if (sources.isEmpty() && (isGiven ? ttl.asInt() > 0 : format == Format.REQUEST)) {
      throw new UnsupportedDefinitionException(
          at + "/identitySource", "missing: answers are kept by its values");
    }
    var lambda = AwsBackend.ofAuthorizer(authorizer, at, name, aws);
    return new LambdaAuthorizer(lambda, trust, format, authorizer, sources);
  }

  private static String pointer(String name) {
    return "/components/securitySchemes/" + Properties.escape(name) + "/" + EXTENSION;
  }

  /** {@code method.request.header.A} and {@code $request.header.A} both become {@code header.A}. */
  private static List<String> sources(JsonNode given, String pointer) {
    var all = given.isArray() ? Authorizer.texts(given) : List.of(given.asText().split(","));
    var sources = new ArrayList<String>();
    for (var one : all) {
      var source = one.strip().replaceFirst("^(method\\.request|\\$request)\\.|^\\$", "");
      if (source.matches("(header|querystring|stageVariables|context)\\..+")) {
        sources.add(source);
      } else if (!source.isEmpty()) {
        throw new UnsupportedDefinitionException(
            pointer + "/identitySource", one + " is no header, parameter or variable");
      }
    }
    return sources;
  }

  @Override
  public void authorize(Integration.Call call) {
    var identity = identity(call);
    var arn = Authorizer.methodArn(call, region);
    var verdict = verdict(identity, arn, call);
    var context = call.expressions().context();
    switch (verdict.decide(arn)) {
      case ALLOWED -> {
        context.put("authorizer", context(verdict));
        putKey(verdict.usageIdentifierKey(), context);
      }
      case DENIED ->
          throw GatewayFailure.denied(
              "User is not authorized to access this resource with an explicit deny");
      case NOT_ALLOWED ->
          throw GatewayFailure.denied("User is not authorized to access this resource");
    }
  }

  /** The caller's API key, for an API whose keys come from here. */
  private static void putKey(String key, Map<String, Object> context) {
    if (!key.isEmpty()) {
      RequestContext.identity(context).put("apiKey", key);
    }
  }

  private Map<String, @Nullable Object> context(Verdict verdict) {
    if (format.isHttp()) {
      return Collections.singletonMap("lambda", verdict.values());
    }
    var context = new LinkedHashMap<String, @Nullable Object>(texts(verdict));
    context.put("integrationLatency", LATENCY_MILLIS);
    return context;
  }

  private static Map<String, Object> texts(Verdict verdict) {
    try {
      return verdict.texts();
    } catch (IllegalArgumentException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  /** Without all of them the function is not asked. */
  private List<String> identity(Integration.Call call) {
    var values = new ArrayList<String>();
    for (var source : sources) {
      var value = value(source, call);
      if (value == null || value.isEmpty()) {
        throw unauthorized();
      }
      values.add(value);
    }
    if (format == Format.TOKEN && !validation.matcher(values.getFirst()).matches()) {
      throw unauthorized();
    }
    return List.copyOf(values);
  }

  private static @Nullable String value(String source, Integration.Call call) {
    var name = source.substring(source.indexOf('.') + 1);
    return switch (source.substring(0, source.indexOf('.') + 1)) {
      case "header." -> call.request().header(name);
      case "querystring." -> call.request().queryParameters().get(name);
      default -> call.expressions().value(source, Map.of());
    };
  }

  private Verdict verdict(List<String> identity, String arn, Integration.Call call) {
    var now = clock.instant();
    var known = kept.get(identity);
    if (known != null && now.isBefore(known.until())) {
      return known.verdict();
    }
    var verdict = ask(AuthorizerEvent.of(format, identity, arn, call));
    if (ttl.isPositive()) {
      kept.values().removeIf(one -> !now.isBefore(one.until()));
      if (kept.size() >= MOST_KEPT) {
        kept.clear();
      }
      kept.put(identity, new Kept(verdict, now.plus(ttl)));
    }
    return verdict;
  }

  private Verdict ask(Map<String, @Nullable Object> event) {
    var answer = send(new Backend.Mapped(StrictJson.write(event), Map.of(), Map.of(), Map.of()));
    if (answer.headers().containsKey("x-amz-function-error")) {
      if (!format.isHttp() && lambda.selectionValue(answer).equals("Unauthorized")) {
        throw unauthorized();
      }
      throw failed(answer.text());
    }
    if (answer.isError()) {
      throw failed(answer.text());
    }
    try {
      var verdict = Verdict.parse(answer.text(), isSimple);
      if (!format.isHttp()) {
        texts(verdict); // an answer that cannot be handed on is not kept either
      }
      return verdict;
    } catch (IllegalArgumentException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private AwsAnswer send(Backend.Mapped mapped) {
    try {
      return lambda.send(mapped);
    } catch (GatewayFailure e) { // of an integration; this is none
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private static GatewayFailure failed(String reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        "Execution failed due to configuration error: authorizer: " + reason);
    return GatewayFailure.unexplained(
        Type.AUTHORIZER_CONFIGURATION_ERROR, "AuthorizerConfigurationException");
  }

  private static GatewayFailure unauthorized() {
    return new GatewayFailure(Type.UNAUTHORIZED, "UnauthorizedException", "Unauthorized");
  }
}
