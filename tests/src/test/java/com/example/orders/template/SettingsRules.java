package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;
import static com.example.orders.template.TransformedTemplate.each;
import static java.util.stream.Collectors.toSet;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** What an operator may change while the application runs. */
final class SettingsRules {
  private static final String APPLICATION = "/Environment/Variables/SETTINGS_APPLICATION";

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
          new TemplateRule(
              "a function reads the stack's settings by their ID, for names are not unique",
              SettingsRules::readByName),
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

  private static Stream<String> readByName(TransformedTemplate template) {
    var ids = template.ofType("AWS::AppConfig::Application").map(Resource::arn).collect(toSet());
    return template
        .ofType("AWS::Lambda::Function")
        .filter(function -> !function.at(APPLICATION).asText().isEmpty())
        .filter(function -> !ids.contains(function.at(APPLICATION).asText()))
        .map(Resource::id);
  }

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
