package localcloud.cloud;

import java.util.List;
import java.util.stream.Stream;
import localcloud.apigateway.ApiHandler;
import localcloud.apigateway.ApiKeyHandler;
import localcloud.apigateway.FunctionUrlHandler;
import localcloud.apigateway.MethodHandler;
import localcloud.apigateway.RestApiPart;
import localcloud.apigateway.StageHandler;
import localcloud.apigateway.UsagePlanHandler;
import localcloud.apigateway.UsagePlanKeyHandler;
import localcloud.apigateway.WebSocketPart;
import localcloud.appconfig.ApplicationHandler;
import localcloud.appconfig.ConfigurationProfileHandler;
import localcloud.appconfig.DeploymentHandler;
import localcloud.appconfig.DeploymentStrategyHandler;
import localcloud.appconfig.EnvironmentHandler;
import localcloud.appconfig.HostedConfigurationVersionHandler;
import localcloud.codedeploy.DeploymentGroupHandler;
import localcloud.cognito.UserPoolClientHandler;
import localcloud.cognito.UserPoolGroupHandler;
import localcloud.cognito.UserPoolHandler;
import localcloud.dynamodb.TableHandler;
import localcloud.eventbridge.ArchiveHandler;
import localcloud.eventbridge.EventBusHandler;
import localcloud.eventbridge.RuleHandler;
import localcloud.iam.BusPolicyHandler;
import localcloud.iam.FunctionPermissionHandler;
import localcloud.iam.LogPolicyHandler;
import localcloud.iam.PolicyHandler;
import localcloud.iam.ResourcePolicyHandler;
import localcloud.iam.RoleHandler;
import localcloud.lambda.EventInvokeConfigHandler;
import localcloud.lambda.EventSourceMappingHandler;
import localcloud.lambda.FunctionHandler;
import localcloud.lambda.LayerHandler;
import localcloud.lambda.LogGroupHandler;
import localcloud.lambda.QualifierHandler;
import localcloud.resources.ResourceHandler;
import localcloud.s3.BucketHandler;
import localcloud.scheduler.ScheduleGroupHandler;
import localcloud.scheduler.ScheduleHandler;
import localcloud.secretsmanager.SecretHandler;
import localcloud.sns.SubscriptionHandler;
import localcloud.sns.TopicHandler;
import localcloud.stepfunctions.StateMachineHandler;
import localcloud.waf.WebAclAssociationHandler;
import localcloud.waf.WebAclHandler;

/** The resource types of the local cloud: a new one is a line here, beside its handler. */
public final class ResourceHandlers {
  /** All of them. */
  public static final List<ResourceHandler> ALL =
      with(
          List.of(TypesWithoutEffect.ALL, RestApiPart.ALL, WebSocketPart.ALL),
          ApiHandler.rest(),
          ApiHandler.http(),
          new MethodHandler(),
          new FunctionUrlHandler(),
          new ApiKeyHandler(),
          new UsagePlanHandler(),
          new UsagePlanKeyHandler(),
          StageHandler.ofRest(),
          StageHandler.ofHttp(),
          StageHandler.ofDeployment(),
          new RoleHandler(),
          new PolicyHandler(),
          new FunctionPermissionHandler(),
          new UserPoolHandler(),
          new UserPoolClientHandler(),
          new UserPoolGroupHandler(),
          new WebAclHandler(),
          new WebAclAssociationHandler(),
          new FunctionHandler(),
          new LayerHandler(),
          new LogGroupHandler(),
          new LogPolicyHandler(),
          QualifierHandler.version(),
          QualifierHandler.alias(),
          new EventInvokeConfigHandler(),
          new EventSourceMappingHandler(),
          new QueueHandler(),
          new TableHandler(),
          new StateMachineHandler(),
          ResourcePolicyHandler.ofQueues(),
          ResourcePolicyHandler.ofTopics(),
          ResourcePolicyHandler.ofBuckets(),
          new BucketHandler(),
          new BusPolicyHandler(),
          new EventBusHandler(),
          new RuleHandler(),
          new ArchiveHandler(),
          new ScheduleGroupHandler(),
          new ScheduleHandler(),
          new SecretHandler(),
          new TopicHandler(),
          new SubscriptionHandler(),
          new ApplicationHandler(),
          new EnvironmentHandler(),
          new ConfigurationProfileHandler(),
          new HostedConfigurationVersionHandler(),
          new DeploymentGroupHandler(),
          new DeploymentStrategyHandler(),
          new DeploymentHandler());

  private ResourceHandlers() {}

  private static List<ResourceHandler> with(
      List<List<? extends ResourceHandler>> lists, ResourceHandler... handlers) {
    return Stream.concat(Stream.of(handlers), lists.stream().flatMap(List::stream)).toList();
  }
}
