package localcloud.apigateway;

import java.util.List;
import java.util.function.Consumer;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** A resource that is part of a WebSocket API, and what is wrong with it by itself. */
public record WebSocketPart(ResourceType type, Consumer<Properties> reading)
    implements ResourceHandler {
  static final String API = "ApiId";
  static final String ROUTE = "AWS::ApiGatewayV2::Route";
  static final String INTEGRATION = "AWS::ApiGatewayV2::Integration";
  static final String DEPLOYMENT = "AWS::ApiGatewayV2::Deployment";

  /** All but the stage, which HTTP APIs have as well. */
  public static final List<WebSocketPart> ALL =
      List.of(
          new WebSocketPart(
              part(ROUTE, "RouteId")
                  .required("RouteKey", "Target")
                  .applied("RouteKey", "Target", "AuthorizationType")
                  .withoutEffect("OperationName")
                  .refused("RouteResponseSelectionExpression", "answer through @connections")
                  .refused("AuthorizerId", "let the function of $connect refuse")
                  .build(),
              WebSocketPart::route),
          new WebSocketPart(
              part(INTEGRATION, "IntegrationId")
                  .required("IntegrationType", "IntegrationUri")
                  .applied("IntegrationType", "IntegrationUri", "IntegrationMethod")
                  .applied("CredentialsArn", "TimeoutInMillis", "ConnectionType")
                  .build(),
              WebSocketPart::integration),
          new WebSocketPart(part(DEPLOYMENT, "DeploymentId").build(), deployment -> {}));

  private static ResourceType.Builder part(String name, String id) {
    return ResourceType.of(name)
        .ref(one -> one.hash(7))
        .attribute(id, one -> one.hash(7))
        .required(API)
        .applied(API);
  }

  @Override
  public Creation read(Resource part) {
    part.properties().text(API);
    reading.accept(part.properties());
    return Creation.NONE;
  }

  private static void route(Properties route) {
    route.text("RouteKey");
    if (!route.text("Target", "").matches("integrations/.+")) {
      route.refuse("Target", "names no integration", "write integrations/ and the integration");
    }
    route.oneOf("AuthorizationType", "NONE", "NONE");
  }

  private static void integration(Properties integration) {
    integration.oneOf("IntegrationType", "", "AWS_PROXY");
    integration.oneOf("IntegrationMethod", "POST", "POST");
    integration.oneOf("ConnectionType", "INTERNET", "INTERNET");
    integration.text("CredentialsArn");
    integration.number("TimeoutInMillis", 50, AwsBackend.MAX_TIMEOUT_MILLIS);
    if (AwsBackend.functionOf(integration.text("IntegrationUri", "")).isEmpty()) {
      integration.refuse(
          "IntegrationUri",
          "calls no function",
          "write arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations");
    }
  }
}
