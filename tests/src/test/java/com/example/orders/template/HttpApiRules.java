package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HTTP and WebSocket APIs: who gets in, how often, and who may post to connections. */
final class HttpApiRules {
  private static final String API = "AWS::ApiGatewayV2::Api";
  private static final String STAGE = "AWS::ApiGatewayV2::Stage";
  private static final String ROUTE = "AWS::ApiGatewayV2::Route";
  private static final String AUTHORIZER = "x-amazon-apigateway-authorizer";

  /** Posts to the connections of one stage of one API, or the end of them. */
  private static final Pattern CALL_OF_A_STAGE =
      Pattern.compile(
          "arn:[\\w-]+:execute-api:[\\w-]+:\\d{12}:\\w+/\\w+/(POST|DELETE)/@connections/\\*");

  /** What a line of a log may say: which request, what it was about, what became of it. */
  private static final Set<String> LOGGED =
      Set.of(
          "requestId",
          "requestTime",
          "httpMethod",
          "routeKey",
          "eventType",
          "status",
          "responseLatency",
          "error.responseType");

  static final List<TemplateRule> ALL =
      List.of(
          each(
              STAGE,
              "every stage of an HTTP or WebSocket API throttles",
              stage ->
                  stage.at("/DefaultRouteSettings/ThrottlingRateLimit").asInt() > 0
                      && stage.at("/DefaultRouteSettings/ThrottlingBurstLimit").asInt() > 0),
          new TemplateRule(
              "an HTTP or WebSocket API logs each request in a group of the template, and no customer",
              template ->
                  template.ofType(STAGE).filter(s -> !isLogged(template, s)).map(Resource::id)),
          each(
              STAGE,
              "no stage of a WebSocket API logs what it passes on",
              stage ->
                  settings(stage)
                      .allMatch(
                          route ->
                              route.path("LoggingLevel").asText("OFF").equals("OFF")
                                  && !route.path("DataTraceEnabled").asBoolean())),
          new TemplateRule(
              "every route of an HTTP API has an authorizer with a scope",
              template ->
                  template
                      .ofType(API)
                      .flatMap(
                          api ->
                              operations(api)
                                  .filter(one -> !isAuthorized(api, one.getValue()))
                                  .map(one -> api.id() + " " + one.getKey()))),
          new TemplateRule(
              "an authorizer of an HTTP API takes the tokens of a pool's client of the template",
              template ->
                  template
                      .ofType(API)
                      .filter(
                          api -> !schemes(api).allMatch(scheme -> takesCustomers(template, scheme)))
                      .map(Resource::id)),
          // Connecting may be refused by its function: it takes a ticket, which an authorizer could
          // only look at, and whose answer API Gateway may keep.
          new TemplateRule(
              "a route has an authorizer, or begins or ends a connection of a WebSocket API",
              template ->
                  template
                      .ofType(ROUTE)
                      .filter(
                          route ->
                              route.at("/AuthorizationType").asText("NONE").equals("NONE")
                                  && !isOfConnections(template, route))
                      .map(Resource::id)),
          new TemplateRule(
              "an integration of a WebSocket API invokes a function of the template",
              template ->
                  template
                      .ofType("AWS::ApiGatewayV2::Integration")
                      .filter(integration -> !invokesAFunction(template, integration))
                      .map(Resource::id)),
          each(
              "AWS::IAM::Role",
              "who manages connections posts to those of one stage or closes them, nothing else",
              role ->
                  RoleRules.allowed(role)
                      .filter(statement -> names(statement, "execute-api:ManageConnections"))
                      .flatMap(statement -> TransformedTemplate.each(statement.path("Resource")))
                      .allMatch(arn -> CALL_OF_A_STAGE.matcher(arn.asText()).matches())));

  private HttpApiRules() {}

  private static boolean isLogged(TransformedTemplate template, Resource stage) {
    var format = stage.at("/AccessLogSettings/Format").asText();
    var said =
        TemplateShapes.LOG_VARIABLE
            .matcher(format)
            .results()
            .map(variable -> variable.group(1))
            .collect(Collectors.toSet());
    return said.contains("requestId")
        && LOGGED.containsAll(said)
        && format.chars().filter(one -> one == '$').count() == said.size()
        && template
            .ofType("AWS::Logs::LogGroup")
            .map(group -> ofGroup(group.arn()))
            .anyMatch(ofGroup(stage.at("/AccessLogSettings/DestinationArn").asText())::equals);
  }

  /** CloudFormation's attribute stands for the group's streams. */
  private static String ofGroup(String arn) {
    return arn.replaceFirst(":\\*$", "");
  }

  private static Stream<JsonNode> settings(Resource stage) {
    return Stream.concat(
        Stream.of(stage.at("/DefaultRouteSettings")), stage.at("/RouteSettings").valueStream());
  }

  private static boolean names(JsonNode statement, String action) {
    return TransformedTemplate.each(statement.path("Action"))
        .anyMatch(one -> one.asText().equals(action));
  }

  private static Stream<Map.Entry<String, JsonNode>> operations(Resource api) {
    return ApiRules.operations(api, name -> !name.equals("parameters"));
  }

  private static boolean isAuthorized(Resource api, JsonNode operation) {
    var security = operation.at("/security/0");
    return !security.isEmpty()
        && security
            .propertyStream()
            .allMatch(
                scheme ->
                    !scheme.getValue().isEmpty()
                        && api.at("/Body/components/securitySchemes")
                            .path(scheme.getKey())
                            .has(AUTHORIZER));
  }

  private static Stream<JsonNode> schemes(Resource api) {
    return api.at("/Body/components/securitySchemes").valueStream();
  }

  private static boolean takesCustomers(TransformedTemplate template, JsonNode scheme) {
    var authorizer = scheme.path(AUTHORIZER);
    var audience = authorizer.at("/jwtConfiguration/audience");
    return authorizer.path("type").asText().equals("jwt")
        && template
            .referredTo("AWS::Cognito::UserPool", authorizer.at("/jwtConfiguration/issuer"))
            .findAny()
            .isPresent()
        && audience.size() == 1
        && template
            .referredTo("AWS::Cognito::UserPoolClient", audience.path(0))
            .findAny()
            .isPresent();
  }

  private static boolean invokesAFunction(TransformedTemplate template, Resource integration) {
    var function =
        integration
            .at("/IntegrationUri")
            .asText()
            .replaceFirst("^.*/functions/(.*)/invocations$", "$1");
    return integration.at("/IntegrationType").asText().equals("AWS_PROXY")
        && template
            .referredTo("AWS::Lambda::Function", TextNode.valueOf(function))
            .findAny()
            .isPresent();
  }

  private static boolean isOfConnections(TransformedTemplate template, Resource route) {
    return route.at("/RouteKey").asText().matches("\\$(dis)?connect")
        && template
            .referredTo(API, route.at("/ApiId"))
            .anyMatch(api -> api.at("/ProtocolType").asText().equals("WEBSOCKET"));
  }
}
