package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import localcloud.apigateway.ApiHost.Kind;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsService;
import localcloud.aws.TokenBucket;
import org.jspecify.annotations.Nullable;

/** A REST API without its HTTP server: routes, throttles, authorizes, validates, integrates. */
final class RestApi implements Api {
  private static final System.Logger LOG = System.getLogger(RestApi.class.getName());

  static final String KEY_SOURCE = "x-amazon-apigateway-api-key-source";

  private final ApiSettings settings;
  private final List<Method> methods;
  private final GatewayResponses gatewayResponses;
  private final BinaryMedia binary;
  private final ApiKeys keys;
  private final boolean keysFromAuthorizer;
  private final Map<String, TokenBucket> throttles = new HashMap<>();

  RestApi(ApiSettings settings, JsonNode definition, AwsService aws, Trust trust) {
    var openApi = Swagger.toOpenApi(definition);
    if (!openApi.path("openapi").asText().startsWith("3.0")) {
      throw new UnsupportedDefinitionException(
          "/openapi", "only OpenAPI 3.0 and Swagger 2.0 are supported");
    }
    this.settings = settings;
    var problems = new DefinitionProblems();
    problems.within(() -> Properties.knownExtensions(openApi, ""));
    for (var name : (Iterable<String>) openApi.path("components").path("schemas")::fieldNames) {
      problems.within(() -> checkName(name));
    }
    this.keys = trust.keys();
    this.keysFromAuthorizer = openApi.path(KEY_SOURCE).asText("HEADER").equals("AUTHORIZER");
    this.binary = BinaryMedia.parse(openApi);
    var schemes = new SecuritySchemes(openApi, Kind.REST, settings.accountId(), aws, trust);
    this.methods = Method.parse(openApi, schemes, aws, problems);
    this.gatewayResponses =
        problems.read(GatewayResponses.NONE, () -> GatewayResponses.parse(openApi));
    problems.complain();
    settings.throttling().forEach((key, limit) -> throttles.put(key, limit.bucket()));
  }

  private static void checkName(String model) {
    if (!model.matches("[A-Za-z0-9]+")) {
      throw new UnsupportedDefinitionException(
          "/components/schemas/" + model, "a model's name must be alphanumeric");
    }
  }

  private record Match(Method method, Map<String, String> pathParameters) {}

  @Override
  public ApiResponse answer(ApiRequest request) {
    var context = context(request);
    if (request.pathIn(settings.stageName()) == null) {
      return withRequestId(context, ApiResponse.json(403, "{\"message\":\"Forbidden\"}"));
    }
    var match = match(request);
    var input = input(request, match == null ? Map.of() : match.pathParameters(), "");
    try {
      return withRequestId(context, handle(request, match, context));
    } catch (GatewayFailure e) {
      return withRequestId(context, refuse(e, input, context));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(System.Logger.Level.WARNING, "API Gateway failed", e);
      var failure = GatewayFailure.internal(Type.API_CONFIGURATION_ERROR);
      return withRequestId(context, refuse(failure, input, context));
    }
  }

  @Override
  public ApiResponse refuse(ApiRequest request, Type type, String message) {
    var context = context(request);
    var failure = new GatewayFailure(type, message);
    return withRequestId(context, refuse(failure, input(request, Map.of(), ""), context));
  }

  private ApiResponse refuse(
      GatewayFailure failure, TemplateInput input, Map<String, Object> context) {
    return gatewayResponses.answer(
        failure, new Expressions(input, context, settings.stageVariables()));
  }

  private ApiResponse handle(
      ApiRequest request, @Nullable Match match, Map<String, Object> context) {
    if (match == null) {
      throw new GatewayFailure(Type.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
    }
    var method = match.method();
    context.put("resourcePath", method.route().path());
    throttle(method);
    if (method.authorizer() != null) {
      method.authorizer().authorize(call(request, match, "", context));
    }
    if (method.needsApiKey()) {
      admitKey(request, method, context);
    }
    var call = call(request, match, body(request, method.integration()), context);
    method.validate(request, call.expressions().input());
    return method.integration().answer(call);
  }

  private Integration.Call call(
      ApiRequest request, Match match, String body, Map<String, Object> context) {
    var input = input(request, match.pathParameters(), body);
    return new Integration.Call(
        request,
        match.method().route().path(),
        match.pathParameters(),
        new Expressions(input, context, settings.stageVariables()));
  }

  /** The key that the client sends, or that the authorizer has found, by the API's setting. */
  private void admitKey(ApiRequest request, Method method, Map<String, Object> context) {
    var identity = RequestContext.identity(context);
    var value =
        keysFromAuthorizer
            ? String.valueOf(identity.getOrDefault("apiKey", ""))
            : Objects.requireNonNullElse(request.header("X-API-Key"), "");
    var name = method.route().path() + "/" + method.route().httpMethod();
    identity.put("apiKeyId", keys.admit(value, settings.apiId(), settings.stageName(), name));
    identity.put("apiKey", value);
  }

  /** A method's own limit takes the place of the stage's. */
  private void throttle(Method method) {
    var key = method.route().httpMethod() + " " + method.route().path();
    var bucket = throttles.getOrDefault(key, throttles.get("*"));
    if (bucket != null && !bucket.take()) {
      throw new GatewayFailure(Type.THROTTLED, "Too Many Requests");
    }
  }

  /** The path begins with the stage, as in the URLs of AWS. */
  private @Nullable Match match(ApiRequest request) {
    var path = request.pathIn(settings.stageName());
    if (path != null) {
      for (var method : methods) {
        var parameters = method.route().match(request.method(), path);
        if (parameters.isPresent()) {
          return new Match(method, parameters.get());
        }
      }
    }
    return null;
  }

  private static TemplateInput input(
      ApiRequest request, Map<String, String> pathParameters, String body) {
    return TemplateInput.ofRequest(
        body, pathParameters, request.queryParameters(), request.singleHeaders());
  }

  private String body(ApiRequest request, Integration integration) {
    if (integration.takesBase64() && binary.isBinary(request)) {
      return Base64.getEncoder().encodeToString(request.body());
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(request.body())).toString();
    } catch (CharacterCodingException e) {
      throw new GatewayFailure(Type.BAD_REQUEST_BODY, "Invalid request body");
    }
  }

  private Map<String, Object> context(ApiRequest request) {
    return MappingTemplate.context(RequestContext.of(request, settings));
  }

  private static ApiResponse withRequestId(Map<String, Object> context, ApiResponse response) {
    var headers = new LinkedHashMap<>(response.headers());
    headers.put("x-amzn-RequestId", String.valueOf(context.get("requestId")));
    headers.put("x-amz-apigw-id", String.valueOf(context.get("extendedRequestId")));
    return new ApiResponse(
        response.status(), headers, response.multiValueHeaders(), response.body());
  }
}
