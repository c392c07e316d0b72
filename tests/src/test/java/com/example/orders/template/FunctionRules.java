package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.example.orders.lambda.AwsClients;
import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Functions, their logs and asynchronous invokes, and what holds for every resource. */
final class FunctionRules {
  private static final String FUNCTION = "AWS::Lambda::Function";

  /** What an invocation needs besides its longest call: a shorter one, and to answer. */
  private static final Duration REST = Duration.ofSeconds(2);

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** The property that gives a resource its physical name. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("AWS::SQS::Queue", "QueueName"),
          Map.entry("AWS::DynamoDB::Table", "TableName"),
          Map.entry(FUNCTION, "FunctionName"),
          Map.entry("AWS::IAM::Role", "RoleName"),
          Map.entry("AWS::Logs::LogGroup", "LogGroupName"),
          Map.entry("AWS::Events::EventBus", "Name"),
          Map.entry("AWS::Events::Rule", "Name"),
          Map.entry("AWS::StepFunctions::StateMachine", "StateMachineName"),
          Map.entry("AWS::ApiGateway::RestApi", "Name"),
          Map.entry("AWS::ApiGatewayV2::Api", "Name"),
          Map.entry("AWS::S3::Bucket", "BucketName"),
          Map.entry("AWS::SecretsManager::Secret", "Name"),
          Map.entry("AWS::Cognito::UserPool", "UserPoolName"));

  private static final Set<String> KNOWN_TYPES =
      Set.of(
          "AWS::SQS::Queue",
          "AWS::SQS::QueuePolicy",
          "AWS::DynamoDB::Table",
          FUNCTION,
          "AWS::Lambda::Version",
          "AWS::Lambda::Alias",
          "AWS::CodeDeploy::Application",
          "AWS::CodeDeploy::DeploymentGroup",
          "AWS::Lambda::EventSourceMapping",
          "AWS::Lambda::EventInvokeConfig",
          "AWS::Lambda::Permission",
          "AWS::AppConfig::Application",
          "AWS::AppConfig::ConfigurationProfile",
          "AWS::AppConfig::DeploymentStrategy",
          "AWS::AppConfig::Environment",
          "AWS::IAM::Policy",
          "AWS::IAM::Role",
          "AWS::Logs::LogGroup",
          "AWS::Events::Archive",
          "AWS::Events::EventBus",
          "AWS::Events::Rule",
          "AWS::CloudWatch::Alarm",
          "AWS::CloudWatch::CompositeAlarm",
          "AWS::CloudWatch::Dashboard",
          "AWS::CloudWatch::InsightRule",
          "AWS::Logs::QueryDefinition",
          "AWS::SNS::Topic",
          "AWS::SNS::TopicPolicy",
          "AWS::SNS::Subscription",
          "AWS::StepFunctions::StateMachine",
          "AWS::ApiGateway::RestApi",
          "AWS::ApiGateway::Stage",
          "AWS::ApiGateway::Deployment",
          "AWS::ApiGatewayV2::Api",
          "AWS::ApiGatewayV2::Integration",
          "AWS::ApiGatewayV2::Route",
          "AWS::ApiGatewayV2::Stage",
          "AWS::S3::Bucket",
          "AWS::S3::BucketPolicy",
          "AWS::SecretsManager::Secret",
          "AWS::Cognito::UserPool",
          "AWS::Cognito::UserPoolClient",
          "AWS::Cognito::UserPoolGroup",
          "AWS::FIS::ExperimentTemplate",
          "AWS::SSM::Document",
          "AWS::WAFv2::WebACL",
          "AWS::WAFv2::WebACLAssociation");

  static final List<TemplateRule> ALL =
      List.of(
          each(
              FUNCTION,
              "every function has a timeout of its own, well under the API's 29 s but for the hook",
              function ->
                  function.at("/Timeout").asInt(900)
                      <= (function.id().equals("TryReleaseFunction") ? 60 : 20)),
          each(
              FUNCTION,
              "every function has time for a call to AWS with all its retries",
              function ->
                  Duration.ofSeconds(function.at("/Timeout").asInt(3))
                          .compareTo(AwsClients.LONGEST_CALL.plus(REST))
                      >= 0),
          each(
              FUNCTION,
              "every function has the retry budget of the stack",
              function -> function.at("/Environment/Variables").has("RETRY_BUDGET_PERCENT")),
          each(
              FUNCTION,
              "a function in prod knows by two words that no experiment may strike it",
              function ->
                  function.at("/Environment/Variables/STAGE").asText().equals("prod")
                      && function.at("/Environment/Variables/CHAOS").asText().equals("off")),
          new TemplateRule(
              "all functions write to one log group, which forgets", FunctionRules::logGroup),
          each(
              "AWS::Logs::LogGroup",
              "every log group forgets",
              group -> group.properties().has("RetentionInDays")),
          each(
              FUNCTION,
              "no function has a secret among its variables",
              function ->
                  function
                      .at("/Environment/Variables")
                      .propertyStream()
                      .noneMatch(
                          variable ->
                              variable.getKey().matches(".*(SECRET|PASSWORD|TOKEN|API_KEY).*"))),
          each(
              FUNCTION,
              "every function counts under its stack's name, or the core's",
              function ->
                  function
                      .at("/Environment/Variables/POWERTOOLS_METRICS_NAMESPACE")
                      .asText()
                      .matches("Orderly/" + TransformedTemplate.anyStack())),
          each(
              FUNCTION,
              "every function is a folder with its handler's class",
              FunctionRules::hasFolderAndHandler),
          each(
              FUNCTION,
              "every function runs on java25",
              function -> function.at("/Runtime").asText().equals("java25")),
          each(
              "AWS::Lambda::EventInvokeConfig",
              "an asynchronous function limits its retries and the events' age",
              config ->
                  config.properties().has("MaximumRetryAttempts")
                      && config.properties().has("MaximumEventAgeInSeconds")),
          each(
              "AWS::Lambda::EventInvokeConfig",
              "a destination is no FIFO queue",
              config -> !config.at("/DestinationConfig").toString().contains(".fifo\"")),
          new TemplateRule(
              "every rule's target has a retry policy and a dead-letter queue",
              FunctionRules::targets),
          each(
              "AWS::SecretsManager::Secret",
              "every secret is drawn by chance",
              secret ->
                  secret.properties().has("GenerateSecretString")
                      && !secret.properties().has("SecretString")),
          new TemplateRule("no physical name is fixed", FunctionRules::fixedNames),
          new TemplateRule(
              "every resource type has its rules",
              template ->
                  template.resources().stream()
                      .filter(resource -> !KNOWN_TYPES.contains(resource.type()))
                      .map(resource -> resource.id() + " of type " + resource.type())));

  private FunctionRules() {}

  private static Stream<String> logGroup(TransformedTemplate template) {
    var groups =
        template
            .ofType("AWS::Logs::LogGroup")
            .filter(
                group ->
                    template
                        .ofType(FUNCTION)
                        .allMatch(
                            function ->
                                group
                                    .arn()
                                    .endsWith(
                                        ":"
                                            + function.at("/LoggingConfig/LogGroup").asText()
                                            + ":*")));
    return groups.anyMatch(group -> group.properties().has("RetentionInDays"))
        ? Stream.empty()
        : template.ofType(FUNCTION).map(Resource::id);
  }

  /** ChargePaymentFunction, functions/charge-payment and ChargePaymentHandler belong together. */
  private static boolean hasFolderAndHandler(Resource function) {
    var handler = function.at("/Handler").asText().replaceFirst("::.*", "");
    var verbNoun = function.id().replaceFirst("Function$", "");
    var folder = verbNoun.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    var source = "functions/" + folder + "/src/main/java/" + handler.replace('.', '/') + ".java";
    return handler.endsWith("." + verbNoun + "Handler")
        && (Files.isRegularFile(ROOT.resolve(source)) || isOfAnExtension(source));
  }

  private static boolean isOfAnExtension(String source) {
    return Extensions.of(new Project(ROOT)).names().stream()
        .map(name -> ROOT.resolve("extensions").resolve(name).resolve(source))
        .anyMatch(Files::isRegularFile);
  }

  private static Stream<String> targets(TransformedTemplate template) {
    return template
        .ofType("AWS::Events::Rule")
        .filter(
            rule ->
                rule.at("/Targets")
                    .valueStream()
                    .anyMatch(
                        target ->
                            target.at("/RetryPolicy/MaximumRetryAttempts").isMissingNode()
                                || (target.at("/DeadLetterConfig/Arn").isMissingNode()
                                    && !isMadeUpFor(rule, target, template))
                                || target.at("/DeadLetterConfig/Arn").asText().endsWith(".fifo")))
        .map(Resource::id);
  }

  /**
   * Of a schedule that comes every few minutes and is not tried again, the next event makes up for
   * a lost one: kept, it would say nothing and ring until somebody takes it away. That none comes
   * any more rings an alarm on what each run says.
   */
  private static boolean isMadeUpFor(Resource rule, JsonNode target, TransformedTemplate template) {
    return rule.at("/ScheduleExpression")
            .asText()
            .matches("rate\\((1 minute|[2-5] minutes)\\)|cron\\([0-4]/5( \\*){3} \\? \\*\\)")
        && target.at("/RetryPolicy/MaximumRetryAttempts").asInt(1) == 0
        && template.ofType("AWS::CloudWatch::Alarm").anyMatch(FunctionRules::ringsOfSilence);
  }

  private static boolean ringsOfSilence(Resource alarm) {
    return alarm.at("/TreatMissingData").asText().equals("breaching")
        && alarm.at("/ComparisonOperator").asText().startsWith("LessThan")
        && alarm.at("/Namespace").asText().startsWith("Orderly/");
  }

  private static Stream<String> fixedNames(TransformedTemplate template) {
    return template.resources().stream()
        .filter(resource -> NAMES.containsKey(resource.type()))
        .filter(
            resource -> {
              var name = resource.properties().path(NAMES.get(resource.type()));
              return !name.isMissingNode()
                  && !name.asText().contains(TransformedTemplate.stackName());
            })
        .map(Resource::id);
  }
}
