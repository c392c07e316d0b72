package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about how a new version of a function comes into use. */
final class DeploymentRules {
  private static final String FUNCTION = "AWS::Lambda::Function";
  private static final String GROUP = "AWS::CodeDeploy::DeploymentGroup";

  /** They speak of the function as such: its versions, and the metrics of all of them. */
  private static final Set<String> UNQUALIFIED =
      Set.of(
          "AWS::Lambda::Version",
          "AWS::Lambda::Alias",
          "AWS::Lambda::EventInvokeConfig",
          "AWS::CloudWatch::Alarm",
          "AWS::CloudWatch::Dashboard");

  static final List<TemplateRule> ALL =
      List.of(
          new TemplateRule(
              "every function has the alias live",
              template ->
                  template
                      .ofType(FUNCTION)
                      .filter(function -> !hasAlias(template, function))
                      .map(Resource::id)),
          new TemplateRule(
              "who names a function that has an alias names the alias",
              DeploymentRules::namedWithoutAlias),
          each(
              "AWS::Lambda::EventInvokeConfig",
              "retries and destinations are the alias's",
              config -> config.at("/Qualifier").asText().equals("live")),
          new TemplateRule(
              "a deployment is taken back by one to ten alarms of the template",
              DeploymentRules::withoutAlarm),
          each(
              "AWS::IAM::Role",
              "who deploys moves this stack's aliases, asks its hook and sees alarms, nothing else",
              DeploymentRules::deploysOnly));

  private DeploymentRules() {}

  private static boolean hasAlias(TransformedTemplate template, Resource function) {
    return template
        .ofType("AWS::Lambda::Alias")
        .filter(alias -> alias.at("/Name").asText().equals("live"))
        .flatMap(alias -> template.referredTo(FUNCTION, alias.at("/FunctionName")))
        .anyMatch(function::equals);
  }

  private static Stream<String> namedWithoutAlias(TransformedTemplate template) {
    var names =
        template
            .ofType(FUNCTION)
            .filter(function -> hasAlias(template, function))
            .map(function -> Pattern.quote(function.arn().replaceFirst("^.*:", "")))
            .collect(Collectors.joining("|"));
    if (names.isEmpty()) {
      return Stream.empty();
    }
    var unqualified = Pattern.compile("(?<![\\w-])(" + names + ")(?!:live|[\\w-])");
    return template.resources().stream()
        .filter(resource -> !UNQUALIFIED.contains(resource.type()))
        .filter(resource -> unqualified.matcher(resource.properties().toString()).find())
        .map(Resource::id);
  }

  private static Stream<String> withoutAlarm(TransformedTemplate template) {
    var alarms =
        template
            .ofType("AWS::CloudWatch::Alarm")
            .map(alarm -> alarm.at("/AlarmName").asText())
            .collect(Collectors.toSet());
    return template
        .ofType(GROUP)
        .filter(
            group -> {
              var named = group.at("/AlarmConfiguration/Alarms").findValuesAsText("Name");
              return named.isEmpty() || named.size() > 10 || !alarms.containsAll(named);
            })
        .map(Resource::id);
  }

  private static boolean deploysOnly(Resource role) {
    return !role.at("/AssumeRolePolicyDocument").toString().contains("codedeploy.amazonaws.com")
        || RoleRules.allowed(role).allMatch(DeploymentRules::isOfADeployment);
  }

  /** It may look at every alarm, as AWS's own policy for CodeDeploy. */
  private static boolean isOfADeployment(JsonNode statement) {
    if (statement.path("Action").asText().equals("cloudwatch:DescribeAlarms")) {
      return true;
    }
    return TransformedTemplate.each(statement.path("Action"))
            .allMatch(
                action ->
                    action
                        .asText()
                        .matches(
                            "lambda:(GetAlias|UpdateAlias|GetProvisionedConcurrencyConfig|InvokeFunction)"))
        && TransformedTemplate.each(statement.path("Resource"))
            .allMatch(arn -> arn.asText().contains(":" + TransformedTemplate.stackName() + "-"));
  }
}
