package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/** A route of an HTTP API, and what is behind it. */
record HttpRoute(Route route, @Nullable Authorizer authorizer, Integration integration) {

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
        "integrationSubtype",
        "timeoutInMillis");
    return new HttpRoute(route, authorizer, integration(integration, at, aws));
  }

  private static Integration integration(JsonNode node, String pointer, AwsService aws) {
    if (node.has("integrationSubtype")) {
      throw new UnsupportedDefinitionException(
          pointer + "/integrationSubtype",
          "calls of AWS services do not run locally; take a function, or a REST API");
    }
    return switch (node.path("type").asText().toLowerCase(Locale.ROOT)) {
      case "aws_proxy" -> {
        var version = node.path("payloadFormatVersion").asText();
        if (!version.equals("1.0") && !version.equals("2.0")) {
          throw new UnsupportedDefinitionException(
              pointer + "/payloadFormatVersion", "neither 1.0 nor 2.0");
        }
        yield new HttpLambdaIntegration(
            version.equals("1.0"), AwsBackend.parse(node, pointer, aws));
      }
      case "http_proxy" ->
          new HttpProxyIntegration(HttpEndpoint.parse(node, pointer), Map.of(), true);
      default ->
          throw new UnsupportedDefinitionException(
              pointer + "/type", "only aws_proxy and http_proxy are supported");
    };
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
    return integration.answer(call);
  }
}
