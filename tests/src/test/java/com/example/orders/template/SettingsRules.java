package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;
import static com.example.orders.template.TransformedTemplate.each;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** What an operator may change while the application runs. */
final class SettingsRules {
  static final List<TemplateRule> ALL =
      List.of(
          each(
              "AWS::AppConfig::ConfigurationProfile",
              "a function checks settings before they are rolled out",
              profile ->
                  profile
                      .at("/Validators")
                      .valueStream()
                      .anyMatch(
                          validator ->
                              validator.path("Type").asText().equals("LAMBDA")
                                  && validator
                                      .path("Content")
                                      .asText()
                                      .endsWith("-CheckSettingsFunction:live"))),
          each(
              "AWS::AppConfig::Environment",
              "an alarm takes a rollout of settings back",
              environment -> !environment.at("/Monitors").isEmpty()),
          each(
              "AWS::AppConfig::DeploymentStrategy",
              "in prod settings are rolled out step by step, and the alarm is watched afterwards",
              strategy ->
                  strategy.at("/DeploymentDurationInMinutes").asInt() >= 10
                      && strategy.at("/GrowthFactor").asInt() <= 25
                      && strategy.at("/FinalBakeTimeInMinutes").asInt() >= 10),
          each(
              "AWS::IAM::Policy",
              "a policy beside the roles names its actions and its resources",
              policy ->
                  statements(policy)
                      .noneMatch(
                          statement ->
                              hasStar(statement.path("Action"))
                                  || isEverything(statement.path("Resource")))));

  private SettingsRules() {}

  private static Stream<JsonNode> statements(Resource policy) {
    return each(policy.at("/PolicyDocument/Statement"));
  }

  private static boolean hasStar(JsonNode actions) {
    return each(actions).anyMatch(action -> action.asText().contains("*"));
  }

  private static boolean isEverything(JsonNode resources) {
    return each(resources).anyMatch(resource -> resource.asText().equals("*"));
  }
}
