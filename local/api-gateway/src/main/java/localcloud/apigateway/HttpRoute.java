package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/** A route of an HTTP API to a Lambda function. */
record HttpRoute(Route route, @Nullable Authorizer authorizer, boolean isV1, Backend lambda) {
  /** The guide's example of format 1.0 has both names without a token, too. */
  private static final Map<String, @Nullable Object> NOT_AUTHORIZED = notAuthorized();

  private static Map<String, @Nullable Object> notAuthorized() {
    var names = new LinkedHashMap<String, @Nullable Object>();
    names.put("claims", null);
    names.put("scopes", null);
    return Collections.unmodifiableMap(names);
  }

  static HttpRoute parse(
      Route route,
      @Nullable Authorizer authorizer,
      JsonNode operation,
      String pointer,
      AwsService aws) {
    var at = pointer + "/x-amazon-apigateway-integration";
    var integration = operation.path("x-amazon-apigateway-integration");
    Properties.only(
        integration,
        at,
        "type",
        "uri",
        "httpMethod",
        "connectionType",
        "credentials",
        "payloadFormatVersion",
        "timeoutInMillis");
    var version = integration.path("payloadFormatVersion").asText();
    if (!integration.path("type").asText().equalsIgnoreCase("aws_proxy")) {
      throw new UnsupportedDefinitionException(
          at + "/type", "only Lambda functions (aws_proxy) are supported behind an HTTP API");
    }
    if (!version.equals("1.0") && !version.equals("2.0")) {
      throw new UnsupportedDefinitionException(at + "/payloadFormatVersion", "neither 1.0 nor 2.0");
    }
    return new HttpRoute(
        route, authorizer, version.equals("1.0"), AwsBackend.parse(integration, at, aws));
  }

  /** As in the event and in the stage's settings. */
  String key() {
    return route.path().equals(Route.DEFAULT)
        ? Route.DEFAULT
        : route.httpMethod() + " " + route.path();
  }

  ApiResponse answer(Integration.Call call) {
    if (authorizer != null) {
      authorizer.authorize(call);
    }
    var event = isV1 ? v1(call) : PayloadV2.event(call);
    var answer =
        lambda.send(new Backend.Mapped(StrictJson.write(event), Map.of(), Map.of(), Map.of()));
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      throw malformed();
    }
    var response =
        isV1
            ? PayloadV1.response(answer.text(), PayloadV2.TEXT, true)
            : PayloadV2.response(answer.text());
    return response.orElseThrow(HttpRoute::malformed);
  }

  private Map<String, @Nullable Object> v1(Integration.Call call) {
    var expressions = call.expressions();
    var event =
        PayloadV1.event(
            new Integration.Call(
                call.request(),
                call.resourcePath(),
                call.pathParameters(),
                new Expressions(
                    expressions.input(),
                    contextOfV1(expressions.context()),
                    expressions.stageVariables())),
            "1.0");
    PayloadV2.putBody(event, call.request());
    return event;
  }

  /**
   * As in the guide's example: the claims are not within {@code jwt}, an authorizer's values not
   * within {@code lambda}, and no route has a key.
   */
  private Map<String, Object> contextOfV1(Map<String, Object> context) {
    var own = new LinkedHashMap<>(context);
    own.remove("routeKey");
    own.put("resourcePath", route.path());
    own.put("authorizer", NOT_AUTHORIZED);
    if (context.get("authorizer") instanceof Map<?, ?> found) {
      found.values().stream()
          .filter(Objects::nonNull)
          .forEach(values -> own.put("authorizer", values));
    }
    return own;
  }

  private static GatewayFailure malformed() {
    return GatewayFailure.internal(Type.DEFAULT_5XX);
  }
}
