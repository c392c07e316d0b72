package localcloud.cloud;

import java.util.List;
import java.util.stream.Stream;
import localcloud.resources.Identity;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/**
 * The types that a stack may have and that do nothing here: encryption keys, alarms, dashboards,
 * log groups and what looks at them. Their properties are those of the CloudFormation Template
 * Reference, so that a mistyped one is found.
 */
final class TypesWithoutEffect {
  static final List<ResourceHandler> ALL =
      Stream.of(
              ResourceType.of("AWS::ApiGateway::Account").withoutEffect("CloudWatchRoleArn"),
              ResourceType.of("AWS::KMS::Key")
                  .ref(Identity::uuid)
                  .attribute("Arn", id -> id.arn("kms", "key/" + id.uuid()))
                  .attribute("KeyId", Identity::uuid)
                  .withoutEffect("BypassPolicyLockoutSafetyCheck", "EnableKeyRotation", "Enabled")
                  .withoutEffect("KeyPolicy", "KeySpec", "KeyUsage", "MultiRegion", "Origin")
                  .withoutEffect("PendingWindowInDays", "RotationPeriodInDays"),
              ResourceType.of("AWS::KMS::Alias")
                  .ref(id -> id.text("AliasName"))
                  .required("AliasName", "TargetKeyId")
                  .withoutEffect("AliasName", "TargetKeyId"),
              ResourceType.of("AWS::CodeDeploy::Application")
                  .named("ApplicationName")
                  .ref(Identity::name)
                  .withoutEffect("ComputePlatform"),
              ResourceType.of("AWS::FIS::ExperimentTemplate")
                  .ref(Identity::uuid)
                  .attribute("Id", Identity::uuid)
                  .required("Description", "RoleArn", "StopConditions", "Tags", "Targets")
                  .withoutEffect("Description", "RoleArn", "StopConditions", "Targets", "Actions")
                  .withoutEffect("ExperimentOptions", "ExperimentReportConfiguration")
                  .withoutEffect("LogConfiguration"),
              ResourceType.of("AWS::SSM::Document")
                  .named("Name")
                  .ref(Identity::name)
                  .required("Content")
                  .withoutEffect("Attachments", "Content", "DocumentFormat", "DocumentType")
                  .withoutEffect("Requires", "TargetType", "UpdateMethod", "VersionName"),
              ResourceType.of("AWS::Lambda::LayerVersionPermission")
                  .required("Action", "LayerVersionArn", "Principal")
                  .withoutEffect("Action", "LayerVersionArn", "Principal", "OrganizationId"),
              ResourceType.of("AWS::Logs::MetricFilter")
                  .required("FilterPattern", "LogGroupName", "MetricTransformations")
                  .withoutEffect("FilterPattern", "LogGroupName", "MetricTransformations")
                  .withoutEffect("ApplyOnTransformedLogs", "EmitSystemFieldDimensions")
                  .withoutEffect("FieldSelectionCriteria", "FilterName"),
              ResourceType.of("AWS::Logs::QueryDefinition")
                  .ref(Identity::uuid)
                  .attribute("QueryDefinitionId", Identity::uuid)
                  .required("Name", "QueryString")
                  .withoutEffect("Name", "QueryString", "LogGroupNames", "Parameters")
                  .withoutEffect("QueryLanguage"),
              alarm("AWS::CloudWatch::Alarm")
                  .withoutEffect("ComparisonOperator", "DatapointsToAlarm", "Dimensions")
                  .withoutEffect("EvaluateLowSampleCountPercentile", "EvaluationCriteria")
                  .withoutEffect("EvaluationInterval", "EvaluationPeriods", "EvaluationWindow")
                  .withoutEffect("ExtendedStatistic", "MetricName", "Metrics", "Namespace")
                  .withoutEffect("Period", "Statistic", "Threshold", "ThresholdMetricId")
                  .withoutEffect("TreatMissingData", "Unit", "WarmUpConfiguration"),
              alarm("AWS::CloudWatch::CompositeAlarm")
                  .required("AlarmRule")
                  .withoutEffect("AlarmRule", "ActionsSuppressor")
                  .withoutEffect("ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod"),
              ResourceType.of("AWS::CloudWatch::Dashboard")
                  .named("DashboardName")
                  .ref(Identity::name)
                  .required("DashboardBody")
                  .withoutEffect("DashboardBody"),
              ResourceType.of("AWS::CloudWatch::InsightRule")
                  .named("RuleName")
                  .required("RuleBody", "RuleName", "RuleState")
                  .withoutEffect("RuleBody", "RuleState", "ApplyOnTransformedLogs"))
          .map(ResourceType.Builder::build)
          .map(ResourceHandler::withoutEffect)
          .toList();

  private TypesWithoutEffect() {}

  private static ResourceType.Builder alarm(String type) {
    return ResourceType.of(type)
        .named("AlarmName")
        .ref(Identity::name)
        .attribute("Arn", id -> id.arn("cloudwatch", "alarm:" + id.name()))
        .withoutEffect("ActionConfiguration", "ActionsEnabled", "AlarmActions", "AlarmDescription")
        .withoutEffect("InsufficientDataActions", "OKActions");
  }
}
