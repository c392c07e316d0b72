package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.apigateway.ApiGateway;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import localcloud.apigateway.ApiSettings;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.apigateway.IamCallers;
import localcloud.apigateway.Trust;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.cognito.UserPools;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Makes the user pools and the REST APIs of the account. */
final class ApiResources {
  private static final Pattern CUSTOMER = Pattern.compile("[A-Za-z0-9_-]{1,36}");

  private final Stack account;

  ApiResources(Stack account) {
    this.account = account;
  }

  void addPools(UserPools pools) {
    account.ofType("AWS::Cognito::UserPool").forEach(pool -> pools.addPool(pool.arn(), pool.ref()));
    for (var client : account.ofType("AWS::Cognito::UserPoolClient")) {
      pools.addClient(client.properties().path("UserPoolId").asText(), client.ref());
    }
  }

  /** Opens each API on its port. */
  List<ApiGateway> start(
      ApiPorts ports, UserPools pools, AwsService aws, IamCallers callers, Clock clock) {
    var trust = new Trust(pools, callers, account.region(), clock);
    var started = new ArrayList<ApiGateway>();
    for (var api : account.ofType("AWS::ApiGateway::RestApi")) {
      started.add(start(api, ports.of(api.logicalId()), trust, aws, pools));
    }
    return started;
  }

  private ApiGateway start(
      StackResource api, ReservedPort port, Trust trust, AwsService aws, UserPools pools) {
    var settings = settings(port.port(), api);
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
      return ApiGateway.start(
          settings,
          api.properties().path("Body"),
          integrations,
          trust,
          Map.of("token", request -> token(request, api, pools)));
    } catch (IOException e) {
      throw new PortInUseException(settings.port(), e);
    }
  }

  private ApiSettings settings(int port, StackResource api) {
    var stage =
        account.ofType("AWS::ApiGateway::Stage").stream()
            .filter(s -> s.properties().path("RestApiId").asText().equals(api.ref()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(api.logicalId() + " has no stage"));
    var variables = new HashMap<String, String>();
    stage
        .properties()
        .path("Variables")
        .properties()
        .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asText()));
    return new ApiSettings(
        port,
        account.region(),
        account.accountId(),
        api.ref(),
        stage.properties().path("StageName").asText(),
        variables,
        throttling(stage.properties().path("MethodSettings")));
  }

  private static Map<String, Throttling> throttling(JsonNode methodSettings) {
    var limits = new HashMap<String, Throttling>();
    for (var setting : methodSettings) {
      if (setting.hasNonNull("ThrottlingRateLimit") && setting.hasNonNull("ThrottlingBurstLimit")) {
        var method = setting.path("HttpMethod").asText("*");
        // A path within a setting begins with a slash, and its own slashes are ~1.
        var path = setting.path("ResourcePath").asText("/*").replaceFirst("^/~1", "/");
        path = path.replace("~1", "/");
        limits.put(
            method.equals("*") && path.equals("/*") ? "*" : method + " " + path,
            new Throttling(
                setting.path("ThrottlingRateLimit").asDouble(),
                setting.path("ThrottlingBurstLimit").asInt()));
      }
    }
    return limits;
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
