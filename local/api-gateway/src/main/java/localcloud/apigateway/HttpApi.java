package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import localcloud.apigateway.ApiHost.Kind;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsService;
import localcloud.aws.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP API without its HTTP server: routes to Lambda functions, JWT and IAM authorization, CORS
 * and throttling.
 */
final class HttpApi implements Api {
  private static final System.Logger LOG = System.getLogger(HttpApi.class.getName());
  private static final Set<String> EXTENSIONS =
      Set.of("any-method", "authorizer", "authtype", "cors", "integration", "tag-value");

  private final ApiSettings settings;
  private final List<HttpRoute> routes;
  private final @Nullable Cors cors;
  private final Map<String, TokenBucket> throttles = new HashMap<>();

  HttpApi(ApiSettings settings, JsonNode openApi, AwsService aws, Trust trust) {
    if (!openApi.path("openapi").asText().startsWith("3.0")) {
      throw new UnsupportedDefinitionException("/openapi", "only OpenAPI 3.0 is supported");
    }
    this.settings = settings;
    var problems = new DefinitionProblems();
    problems.within(() -> Properties.knownExtensions(openApi, "", EXTENSIONS));
    this.cors = Cors.parse(openApi.path("x-amazon-apigateway-cors"));
    this.routes =
        routes(
            openApi,
            new SecuritySchemes(openApi, Kind.HTTP, settings.accountId(), aws, trust),
            aws,
            problems);
    problems.complain();
    settings.throttling().forEach((key, limit) -> throttles.put(key, limit.bucket()));
  }

  private static List<HttpRoute> routes(
      JsonNode openApi, SecuritySchemes schemes, AwsService aws, DefinitionProblems problems) {
    var routes = new ArrayList<HttpRoute>();
    for (var path : openApi.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var pointer = "/paths/" + Properties.escape(path.getKey()) + "/" + operation.getKey();
        problems.within(
            () -> {
              if (!Route.isMethod(operation.getKey())) {
                throw new UnsupportedDefinitionException(pointer, "not supported");
              }
              var route = Route.of(path.getKey(), operation.getKey());
              var authorizer = schemes.of(operation.getValue(), pointer);
              routes.add(HttpRoute.parse(route, authorizer, operation.getValue(), pointer, aws));
            });
      }
    }
    routes.sort(Comparator.comparing(HttpRoute::route, Route.MOST_SPECIFIC_FIRST));
    return List.copyOf(routes);
  }

  @Override
  public ApiResponse answer(ApiRequest request) {
    var context = context(request);
    var answer = withoutCors(request, context);
    return finished(request, context, answer);
  }

  private ApiResponse withoutCors(ApiRequest request, Map<String, Object> context) {
    try {
      return handle(request, context);
    } catch (GatewayFailure e) {
      return failed(e.type());
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(System.Logger.Level.WARNING, "API Gateway failed", e);
      return failed(Type.DEFAULT_5XX);
    }
  }

  @Override
  public ApiResponse refuse(ApiRequest request, Type type, String message) {
    return finished(request, context(request), failed(type));
  }

  private ApiResponse handle(ApiRequest request, Map<String, Object> context) {
    var path = request.pathIn(settings.stageName());
    if (path == null) {
      return failed(Type.RESOURCE_NOT_FOUND);
    }
    for (var route : routes) {
      var parameters = route.route().match(request.method(), path);
      if (parameters.isPresent()) {
        context.put("routeKey", route.key());
        throttle(route);
        return route.answer(call(route, request, context, parameters.get()));
      }
    }
    return cors != null && cors.isPreflight(request)
        ? cors.preflight(request)
        : failed(Type.RESOURCE_NOT_FOUND);
  }

  private Integration.Call call(
      HttpRoute route,
      ApiRequest request,
      Map<String, Object> context,
      Map<String, String> pathParameters) {
    var input = TemplateInput.ofRequest("", Map.of(), Map.of(), Map.of());
    return new Integration.Call(
        request,
        route.route().path(),
        pathParameters,
        new Expressions(input, context, settings.stageVariables()));
  }

  /** A route's own limit takes the place of the stage's. */
  private void throttle(HttpRoute route) {
    var bucket = throttles.getOrDefault(route.key(), throttles.get("*"));
    if (bucket != null && !bucket.take()) {
      throw new GatewayFailure(Type.THROTTLED, "");
    }
  }

  /** What an HTTP API answers by itself: its words cannot be changed. */
  private static ApiResponse failed(Type type) {
    return switch (type) {
      case RESOURCE_NOT_FOUND -> message(404, "Not Found");
      case UNAUTHORIZED -> message(401, "Unauthorized");
      case THROTTLED -> message(429, "Too Many Requests");
      case INTEGRATION_TIMEOUT, INTEGRATION_FAILURE -> message(503, "Service Unavailable");
      case REQUEST_TOO_LARGE -> message(413, "Request Entity Too Large");
      default ->
          type.status < 500
              ? message(type.status, type.status == 403 ? "Forbidden" : "Bad Request")
              : message(500, "Internal Server Error");
    };
  }

  private static ApiResponse message(int status, String message) {
    return ApiResponse.json(status, "{\"message\":\"" + message + "\"}");
  }

  private ApiResponse finished(
      ApiRequest request, Map<String, Object> context, ApiResponse answer) {
    var whole = cors == null ? answer : cors.applied(request, answer);
    var headers = new LinkedHashMap<>(whole.headers());
    headers.put("Apigw-Requestid", String.valueOf(context.get("requestId")));
    return new ApiResponse(whole.status(), headers, whole.multiValueHeaders(), whole.body());
  }

  private Map<String, Object> context(ApiRequest request) {
    var context = RequestContext.of(request, settings);
    context.put("requestId", UUID.randomUUID().toString().replace("-", "").substring(0, 15) + "=");
    return context;
  }
}
