package localcloud.apigateway;

import java.util.function.Consumer;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** A stage: it has no service of its own, the API that it names has its settings. */
public record StageHandler(ResourceType type, Consumer<Properties> reading)
    implements ResourceHandler {
  static final String REST = "AWS::ApiGateway::Stage";
  static final String HTTP = "AWS::ApiGatewayV2::Stage";
  static final String DEPLOYMENT = "AWS::ApiGateway::Deployment";

  /** {@code AWS::ApiGateway::Stage}. */
  public static StageHandler ofRest() {
    return new StageHandler(
        ResourceType.of(REST)
            .ref(id -> id.text("StageName"))
            .required("RestApiId", "StageName")
            .applied("RestApiId", "StageName", "Variables")
            .applied("MethodSettings.HttpMethod", "MethodSettings.ResourcePath")
            .applied("MethodSettings.ThrottlingRateLimit", "MethodSettings.ThrottlingBurstLimit")
            .withoutEffect("MethodSettings.LoggingLevel", "MethodSettings.MetricsEnabled")
            .withoutEffect("MethodSettings.DataTraceEnabled", "MethodSettings.CachingEnabled")
            .withoutEffect("MethodSettings.CacheTtlInSeconds", "MethodSettings.CacheDataEncrypted")
            .withoutEffect("DeploymentId", "TracingEnabled")
            .applied("AccessLogSetting.Format")
            .withoutEffect("AccessLogSetting.DestinationArn")
            .build(),
        stage -> {
          log(stage.object("AccessLogSetting"));
          StageSettings.ofRest(stage);
        });
  }

  /** {@code AWS::ApiGatewayV2::Stage}. */
  public static StageHandler ofHttp() {
    return new StageHandler(
        ResourceType.of(HTTP)
            .ref(id -> id.text("StageName"))
            .required("ApiId", "StageName")
            .applied("ApiId", "StageName", "StageVariables", "RouteSettings")
            .applied("DefaultRouteSettings.ThrottlingRateLimit")
            .applied("DefaultRouteSettings.ThrottlingBurstLimit")
            .withoutEffect("DefaultRouteSettings.DetailedMetricsEnabled")
            .withoutEffect("DefaultRouteSettings.LoggingLevel")
            .withoutEffect("DefaultRouteSettings.DataTraceEnabled")
            .applied("AutoDeploy", "DeploymentId")
            .applied("AccessLogSettings.Format")
            .withoutEffect("AccessLogSettings.DestinationArn")
            .build(),
        stage -> {
          // A WebSocket API needs one of them (see WebSocketDefinition).
          stage.flag("AutoDeploy", false);
          stage.text("DeploymentId");
          log(stage.object("AccessLogSettings"));
          StageSettings.ofHttp(stage);
        });
  }

  /** {@code AWS::ApiGateway::Deployment}, which may make a stage by the way. */
  public static StageHandler ofDeployment() {
    return new StageHandler(
        ResourceType.of(DEPLOYMENT)
            .ref(id -> id.hash(10))
            .attribute("DeploymentId", id -> id.hash(10))
            .required("RestApiId")
            .applied("RestApiId", "StageName")
            .build(),
        deployment -> {
          if (deployment.has("StageName")) {
            StageSettings.ofDeployment(deployment);
          }
        });
  }

  /** The format must have an ID of the request (aws/aws-cdk #33977). */
  private static void log(Properties settings) {
    var format = settings.text("Format", "$context.requestId");
    if (!format.matches("(?s).*\\$context\\.(requestId|extendedRequestId)\\b.*")) {
      settings.refuse("Format", "has no $context.requestId", "say which request a line is about");
    }
  }

  @Override
  public Creation read(Resource stage) {
    var properties = stage.properties();
    properties.text(type.applied().contains("ApiId") ? "ApiId" : "RestApiId");
    reading.accept(properties);
    return Creation.NONE;
  }
}
