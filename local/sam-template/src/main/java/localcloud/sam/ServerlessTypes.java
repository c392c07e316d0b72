package localcloud.sam;

import java.util.List;
import java.util.stream.Stream;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/**
 * SAM's own types. The expansion makes CloudFormation's of them, so what is accepted here is
 * replaced by properties of those ({@code SamPropertiesTest}), whose handlers say what they do.
 * Tags, deletion policies and gradual deployments of what SAM generates have no effect here.
 */
final class ServerlessTypes {
  static final List<ResourceHandler> ALL =
      Stream.of(
              ResourceType.of("AWS::Serverless::Function")
                  .required("Handler", "Runtime")
                  .replaced("Handler", "Runtime", "CodeUri", "InlineCode", "MemorySize", "Timeout")
                  .replaced("Environment.Variables", "Role", "Policies", "AssumeRolePolicyDocument")
                  .replaced("Events", "EventInvokeConfig", "AutoPublishAlias", "FunctionName")
                  .replaced("ReservedConcurrentExecutions", "DeadLetterQueue", "Layers")
                  .replaced("LoggingConfig.LogGroup", "FunctionUrlConfig")
                  .replaced("Architectures", "Tracing", "LoggingConfig.LogFormat")
                  .replaced("LoggingConfig.ApplicationLogLevel")
                  .replaced("LoggingConfig.SystemLogLevel", "PermissionsBoundary", "RolePath")
                  .replaced("EphemeralStorage", "SnapStart", "KmsKeyArn", "RecursiveLoop")
                  .replaced("CodeSigningConfigArn", "RuntimeManagementConfig")
                  .replaced("VersionDescription", "AutoPublishCodeSha256")
                  .replaced("AutoPublishAliasAllProperties", "ProvisionedConcurrencyConfig")
                  .withoutEffect("PropagateTags")
                  .replaced("DeploymentPreference.Enabled", "DeploymentPreference.Type")
                  .replaced("DeploymentPreference.Role", "DeploymentPreference.Alarms")
                  .replaced("DeploymentPreference.TriggerConfigurations")
                  .withoutEffect("DeploymentPreference.Hooks")
                  .withoutEffect("DeploymentPreference.PassthroughCondition")
                  .refused("DurableConfig", "leave it out: durable functions do not run here")
                  .refused("PackageType", "build a zip: images do not run here")
                  .refused("ImageUri", "build a zip: images do not run here")
                  .refused("VpcConfig", "leave it out: there is no network of its own here")
                  .refused(
                      "FileSystemConfigs", "leave it out: there is no shared file system here"),
              ResourceType.of("AWS::Serverless::Api")
                  .required("StageName")
                  .replaced("StageName", "DefinitionBody", "DefinitionUri", "MethodSettings")
                  .replaced("Variables", "Name", "Cors", "Auth", "Models", "GatewayResponses")
                  .replaced("OpenApiVersion", "BinaryMediaTypes", "ApiKeySourceType")
                  .replaced("EndpointConfiguration", "TracingEnabled", "AccessLogSetting")
                  .replaced("FailOnWarnings", "Mode", "AlwaysDeploy")
                  .withoutEffect("PropagateTags")
                  .replaced("MinimumCompressionSize", "DisableExecuteApiEndpoint"),
              ResourceType.of("AWS::Serverless::HttpApi")
                  .replaced("StageName", "DefinitionBody", "DefinitionUri", "Name", "Auth")
                  .replaced("CorsConfiguration", "StageVariables", "DefaultRouteSettings")
                  .replaced("RouteSettings")
                  .replaced("AccessLogSettings", "FailOnWarnings")
                  .withoutEffect("PropagateTags"),
              ResourceType.of("AWS::Serverless::LayerVersion")
                  .required("ContentUri")
                  .replaced("ContentUri", "LayerName")
                  .replaced("CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo")
                  .withoutEffect("RetentionPolicy"),
              ResourceType.of("AWS::Serverless::SimpleTable")
                  .replaced("PrimaryKey", "TableName")
                  .replaced("ProvisionedThroughput", "SSESpecification")
                  .replaced("PointInTimeRecoverySpecification"),
              ResourceType.of("AWS::Serverless::StateMachine")
                  .replaced("Definition", "DefinitionUri", "DefinitionSubstitutions", "Role")
                  .replaced("Policies", "Type", "Name", "Events")
                  .replaced("Logging", "Tracing", "PermissionsBoundary", "RolePath")
                  .withoutEffect("PropagateTags"))
          .map(type -> ResourceHandler.withoutEffect(type.build()))
          .toList();

  private ServerlessTypes() {}
}
