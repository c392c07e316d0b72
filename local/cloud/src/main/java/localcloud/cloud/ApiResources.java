package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import localcloud.apigateway.ApiGateway;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import localcloud.apigateway.ApiSettings;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.apigateway.IamCallers;
import localcloud.apigateway.LocalHandler;
import localcloud.apigateway.Trust;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.cognito.UserPools;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Makes the APIs of the account. */
final class ApiResources {
  private static final Pattern CUSTOMER = Pattern.compile("[A-Za-z0-9_-]{1,36}");

  private final Stack account;

  ApiResources(Stack account) {
    this.account = account;
  }

  /** Opens each API on its port. */
  List<ApiGateway> start(
      ApiPorts ports, UserPools pools, AwsService aws, IamCallers callers, Clock clock) {
    var trust = new Trust(pools, callers, account.region(), clock);
    var started = new ArrayList<ApiGateway>();
    for (var api : apis(account)) {
      started.add(start(api, ports.of(api.logicalId()), trust, aws, pools));
    }
    return started;
  }

  /** The REST and HTTP APIs of a stack. */
  static List<StackResource> apis(Stack stack) {
    return Stream.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
        .flatMap(type -> stack.ofType(type).stream())
        .toList();
  }

  /** The path that all routes of an API begin with. */
  static String stagePath(Stack stack, StackResource api) {
    var name = stage(stack, api).path("StageName").asText();
    return name.equals("$default") ? "/" : "/" + name;
  }

  /**
   * The properties of an API's stage, or of the deployment that makes one by the way.
   *
   * @throws IllegalStateException if the API has none, or several: only one would be served
   */
  private static JsonNode stage(Stack stack, StackResource api) {
    var stages =
        Stream.of("ApiGateway::Stage", "ApiGatewayV2::Stage", "ApiGateway::Deployment")
            .flatMap(type -> stack.ofType("AWS::" + type).stream())
            .filter(stage -> stage.properties().has("StageName"))
            .filter(stage -> apiOf(stage.properties()).equals(api.ref()))
            .toList();
    var names = stages.stream().map(ApiResources::stageName).distinct().toList();
    if (names.size() > 1) {
      throw new IllegalStateException(
          "%s has the stages %s: the local cloud serves only one stage of an API"
              .formatted(api.logicalId(), String.join(", ", names)));
    }
    return stages.stream()
        .findFirst()
        .map(StackResource::properties)
        .orElseThrow(() -> new IllegalStateException(api.logicalId() + " has no stage"));
  }

  private static String apiOf(JsonNode stage) {
    return stage.path("RestApiId").asText(stage.path("ApiId").asText());
  }

  private static String stageName(StackResource stage) {
    return stage.properties().path("StageName").asText();
  }

  private ApiGateway start(
      StackResource api, ReservedPort port, Trust trust, AwsService aws, UserPools pools) {
    var isRest = api.type().equals("AWS::ApiGateway::RestApi");
    var settings = isRest ? settings(port.port(), api) : httpSettings(port.port(), api);
    port.close();
    var caller = Caller.of(api.logicalId(), () -> "");
    // A method's ARN, of which the integration knows the end.
    var stage =
        "arn:aws:execute-api:%s:%s:%s/%s"
            .formatted(
                account.region(), account.accountId(), settings.apiId(), settings.stageName());
    AwsService integrations =
        call -> aws.answer(call.by(caller.from(stage + call.caller().source())));
    try {
      var body = RestApiParts.definition(account, api);
      Map<String, LocalHandler> local = Map.of("token", request -> token(request, api, pools));
      return isRest
          ? ApiGateway.start(settings, body, integrations, trust, local)
          : ApiGateway.startHttpApi(settings, body, integrations, trust, local);
    } catch (IOException e) {
      throw new PortInUseException(settings.port(), e);
    }
  }

  private ApiSettings settings(int port, StackResource api) {
    var stage = stage(account, api);
    return settings(
        port, api, stage, stage.path("Variables"), throttling(stage.path("MethodSettings")));
  }

  private ApiSettings httpSettings(int port, StackResource api) {
    var stage = stage(account, api);
    var limits = new HashMap<String, Throttling>();
    limit(stage.path("DefaultRouteSettings")).ifPresent(limit -> limits.put("*", limit));
    for (var route : stage.path("RouteSettings").properties()) {
      limit(route.getValue()).ifPresent(limit -> limits.put(route.getKey(), limit));
    }
    return settings(port, api, stage, stage.path("StageVariables"), limits);
  }

  private ApiSettings settings(
      int port,
      StackResource api,
      JsonNode stage,
      JsonNode variables,
      Map<String, Throttling> limits) {
    var texts = new HashMap<String, String>();
    variables.forEachEntry((name, value) -> texts.put(name, value.asText()));
    return new ApiSettings(
        port,
        account.region(),
        account.accountId(),
        api.ref(),
        stage.path("StageName").asText(),
        texts,
        limits);
  }

  private static Map<String, Throttling> throttling(JsonNode methodSettings) {
    var limits = new HashMap<String, Throttling>();
    for (var setting : methodSettings) {
      var limit = limit(setting);
      if (limit.isPresent()) {
        var method = setting.path("HttpMethod").asText("*");
        // A path within a setting begins with a slash, and its own slashes are ~1.
        var path = setting.path("ResourcePath").asText("/*").replaceFirst("^/~1", "/");
        path = path.replace("~1", "/");
        limits.put(
            method.equals("*") && path.equals("/*") ? "*" : method + " " + path, limit.get());
      }
    }
    return limits;
  }

  private static Optional<Throttling> limit(JsonNode setting) {
    return setting.hasNonNull("ThrottlingRateLimit") && setting.hasNonNull("ThrottlingBurstLimit")
        ? Optional.of(
            new Throttling(
                setting.path("ThrottlingRateLimit").asDouble(),
                setting.path("ThrottlingBurstLimit").asInt()))
        : Optional.empty();
  }

  /** Gives out an access token without a password, where it is clear of which pool. */
  private ApiResponse token(ApiRequest request, StackResource api, UserPools pools) {
    var customer = request.queryParameters().getOrDefault("customer", "");
    if (!request.method().equals("POST")) {
      return ApiResponse.text(405, "POST it\n");
    }
    if (!CUSTOMER.matcher(customer).matches()) {
      return ApiResponse.text(400, "customer must match " + CUSTOMER + "\n");
    }
    var its = poolsOf(api);
    return its.size() == 1
        ? ApiResponse.text(200, pools.issueAccessToken(its.getFirst().ref(), customer))
        : ApiResponse.text(404, "the stack has " + its.size() + " user pools\n");
  }

  /** The pools of the API's stack; an API whose stack has none trusts another stack's. */
  private List<StackResource> poolsOf(StackResource api) {
    var all = account.ofType("AWS::Cognito::UserPool");
    var own = all.stream().filter(pool -> stackOf(pool).equals(stackOf(api))).toList();
    return own.isEmpty() ? all : own;
  }

  private static String stackOf(StackResource resource) {
    var id = resource.logicalId();
    return id.substring(0, Math.max(0, id.indexOf('/')));
  }
}
