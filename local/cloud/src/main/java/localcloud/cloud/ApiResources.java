package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

/** Makes the user pools and the REST API of a stack. */
final class ApiResources {
  private static final Pattern CUSTOMER = Pattern.compile("[A-Za-z0-9_-]{1,36}");

  private final Stack stack;

  ApiResources(Stack stack) {
    this.stack = stack;
  }

  void addPools(UserPools pools) {
    stack.ofType("AWS::Cognito::UserPool").forEach(pool -> pools.addPool(pool.arn(), pool.ref()));
    for (var client : stack.ofType("AWS::Cognito::UserPoolClient")) {
      pools.addClient(client.properties().path("UserPoolId").asText(), client.ref());
    }
  }

  /** Opens the API on its port; empty for a stack that has none. */
  Optional<ApiGateway> start(
      ReservedPort port, UserPools pools, AwsService aws, IamCallers callers, Clock clock) {
    var apis = stack.ofType("AWS::ApiGateway::RestApi");
    if (apis.isEmpty()) {
      port.close();
      return Optional.empty();
    }
    if (apis.size() > 1) {
      throw new IllegalStateException(
          apis.get(1).logicalId() + ": the local cloud serves one REST API a stack");
    }
    var settings = settings(port.port(), apis.getFirst());
    var definition = apis.getFirst().properties().path("Body");
    port.close();
    var caller = Caller.of(apis.getFirst().logicalId(), () -> "");
    // A method's ARN, of which the integration knows the end.
    var stage =
        "arn:aws:execute-api:%s:%s:%s/%s"
            .formatted(stack.region(), stack.accountId(), settings.apiId(), settings.stageName());
    AwsService integrations =
        call -> aws.answer(call.by(caller.from(stage + call.caller().source())));
    try {
      return Optional.of(
          ApiGateway.start(
              settings,
              definition,
              integrations,
              new Trust(pools, callers, stack.region(), clock),
              Map.of("token", request -> token(request, pools))));
    } catch (IOException e) {
      throw new PortInUseException(settings.port(), e);
    }
  }

  private ApiSettings settings(int port, StackResource api) {
    var stage =
        stack.ofType("AWS::ApiGateway::Stage").stream()
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
        stack.region(),
        stack.accountId(),
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
  private ApiResponse token(ApiRequest request, UserPools pools) {
    var customer = request.queryParameters().getOrDefault("customer", "");
    var all = stack.ofType("AWS::Cognito::UserPool");
    if (!request.method().equals("POST")) {
      return ApiResponse.text(405, "POST it\n");
    }
    if (!CUSTOMER.matcher(customer).matches()) {
      return ApiResponse.text(400, "customer must match " + CUSTOMER + "\n");
    }
    return all.size() == 1
        ? ApiResponse.text(200, pools.issueAccessToken(all.getFirst().ref(), customer))
        : ApiResponse.text(404, "the stack has " + all.size() + " user pools\n");
  }
}
