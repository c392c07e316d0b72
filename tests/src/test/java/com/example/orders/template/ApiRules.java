package com.example.orders.template;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The REST API: who gets in, what is validated, what becomes of errors and of clients' text. */
final class ApiRules {
  private static final String INTEGRATION = "x-amazon-apigateway-integration";
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head");
  private static final String OWN_KEY =
      "\"Key\": {\"customer\": {\"S\": \"$context.authorizer.claims.sub\"}";
  private static final Pattern URL_ENCODED = Pattern.compile("\\$util\\.urlEncode\\(");
  private static final Pattern OF_THE_CLIENT =
      Pattern.compile(
          "\\$(input\\.(json|path|params|body)|context\\.(authorizer|requestOverride))");

  static final List<TemplateRule> ALL =
      List.of(
          methods(
              "every method has an authorizer",
              (api, method) ->
                  method.at("/security/0").propertyStream().findAny().isPresent()
                      && method
                          .at("/security/0")
                          .propertyStream()
                          .allMatch(scheme -> isAuthorizer(api, scheme.getKey()))),
          methods(
              "every method that takes tokens names the scope of access tokens",
              (api, method) ->
                  method
                      .at("/security/0")
                      .propertyStream()
                      .allMatch(
                          scheme -> isIam(api, scheme.getKey()) || !scheme.getValue().isEmpty())),
          methods(
              "IAM lets in to the operator's routes, and to no others",
              (api, method) ->
                  method
                      .at("/security/0")
                      .propertyStream()
                      .allMatch(
                          scheme ->
                              isIam(api, scheme.getKey())
                                  == method.at("/tags/0").asText().equals("Operations"))),
          methods("every method validates its request", ApiRules::isValidated),
          methods(
              "every body's schema is closed",
              (api, method) ->
                  method
                      .at("/requestBody/content")
                      .valueStream()
                      .allMatch(content -> isClosed(api, content.path("schema")))),
          methods(
              "no method passes a body of an unknown type through",
              (api, method) ->
                  method
                      .at("/" + INTEGRATION + "/passthroughBehavior")
                      .asText()
                      .equalsIgnoreCase("never")),
          methods(
              "every integration maps 4xx, 5xx and the rest, unless a function answers itself",
              (api, method) -> {
                var responses = method.at("/" + INTEGRATION + "/responses");
                return method.at("/" + INTEGRATION + "/type").asText().equals("aws_proxy")
                    || responses.has("4\\d{2}")
                        && responses.has("5\\d{2}")
                        && responses.has("default")
                        && !responses.at("/default/statusCode").asText().startsWith("2");
              }),
          methods(
              "an update names its caller's row and what must still be true",
              (api, method) ->
                  !method.at("/" + INTEGRATION + "/uri").asText().endsWith("/UpdateItem")
                      || method
                          .at("/" + INTEGRATION + "/requestTemplates")
                          .valueStream()
                          .allMatch(
                              template ->
                                  template.asText().contains("\"ConditionExpression\"")
                                      && template.asText().contains(OWN_KEY))),
          methods(
              "what comes from the client is encoded in a form",
              (api, method) ->
                  !isForm(method)
                      || method
                          .at("/" + INTEGRATION + "/requestTemplates")
                          .valueStream()
                          .allMatch(template -> isEncoded(template.asText()))),
          methods(
              "message group and deduplication come from the token's subject",
              (api, method) ->
                  !isForm(method)
                      || method
                          .at("/" + INTEGRATION + "/requestTemplates")
                          .valueStream()
                          .allMatch(
                              template ->
                                  template
                                      .asText()
                                      .contains(
                                          "&MessageGroupId=$util.urlEncode("
                                              + "$context.authorizer.claims.sub)"))),
          stages(
              "every stage throttles",
              stage ->
                  stage
                      .at("/MethodSettings")
                      .valueStream()
                      .anyMatch(
                          settings ->
                              settings.path("ResourcePath").asText().equals("/*")
                                  && settings.path("ThrottlingRateLimit").asInt() > 0
                                  && settings.path("ThrottlingBurstLimit").asInt() > 0)),
          stages(
              "no stage traces data",
              stage ->
                  stage
                      .at("/MethodSettings")
                      .valueStream()
                      .noneMatch(settings -> settings.path("DataTraceEnabled").asBoolean())),
          stages(
              "no access log holds a body, a header or a token",
              stage ->
                  !stage
                      .at("/AccessLogSetting/Format")
                      .asText()
                      .matches(
                          "(?si).*(authorization|\\$input|requestBody|\\.header|authorizer).*")));

  private ApiRules() {}

  private static TemplateRule methods(String name, BiPredicate<JsonNode, JsonNode> obeys) {
    return new TemplateRule(
        name,
        template ->
            template
                .ofType("AWS::ApiGateway::RestApi")
                .flatMap(
                    api ->
                        methodsOf(api)
                            .filter(method -> !obeys.test(api.at("/Body"), method.getValue())))
                .map(Map.Entry::getKey));
  }

  private static TemplateRule stages(String name, java.util.function.Predicate<Resource> obeys) {
    return TemplateRule.each("AWS::ApiGateway::Stage", name, obeys);
  }

  private static Stream<Map.Entry<String, JsonNode>> methodsOf(Resource api) {
    return api.at("/Body/paths")
        .propertyStream()
        .flatMap(
            path ->
                path.getValue()
                    .propertyStream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .map(
                        method ->
                            Map.entry(method.getKey() + " " + path.getKey(), method.getValue())));
  }

  private static boolean isAuthorizer(JsonNode api, String scheme) {
    return isIam(api, scheme)
        || api.path("components")
            .path("securitySchemes")
            .path(scheme)
            .has("x-amazon-apigateway-authorizer");
  }

  private static boolean isIam(JsonNode api, String scheme) {
    return api.path("components")
        .path("securitySchemes")
        .path(scheme)
        .path("x-amazon-apigateway-authtype")
        .asText()
        .equals("awsSigv4");
  }

  private static boolean isValidated(JsonNode api, JsonNode method) {
    var key = "x-amazon-apigateway-request-validator";
    var name = method.path(key).asText(api.path(key).asText());
    var validator = api.path(key + "s").path(name);
    return validator.path("validateRequestBody").asBoolean()
        && validator.path("validateRequestParameters").asBoolean();
  }

  /** Whether every object of a schema lets in its own properties only. */
  private static boolean isClosed(JsonNode api, JsonNode schema) {
    if (schema.has("$ref")) {
      return isClosed(api, api.at(schema.get("$ref").asText().substring(1)));
    }
    var isOpen =
        schema.path("type").asText().equals("object")
            && schema.path("additionalProperties").asBoolean(true);
    return !isOpen
        && schema.path("properties").valueStream().allMatch(one -> isClosed(api, one))
        && (!schema.has("items") || isClosed(api, schema.get("items")));
  }

  private static boolean isForm(JsonNode method) {
    return method
        .at("/" + INTEGRATION + "/requestParameters/integration.request.header.Content-Type")
        .asText()
        .contains("x-www-form-urlencoded");
  }

  /** Whether a client's text stands inside $util.urlEncode(…) or in a #set line only. */
  private static boolean isEncoded(String template) {
    var form = template.lines().filter(line -> !line.strip().startsWith("#set")).toList();
    return form.stream()
        .map(ApiRules::withoutEncodedParts)
        .noneMatch(rest -> OF_THE_CLIENT.matcher(rest).find());
  }

  private static String withoutEncodedParts(String line) {
    var rest = new StringBuilder();
    var calls = URL_ENCODED.matcher(line);
    var end = 0;
    while (calls.find(end)) {
      rest.append(line, end, calls.start());
      end = closing(line, calls.end());
    }
    return rest.append(line.substring(end)).toString();
  }

  private static int closing(String line, int from) {
    var depth = 1;
    var at = from;
    while (at < line.length() && depth > 0) {
      depth += line.charAt(at) == '(' ? 1 : line.charAt(at) == ')' ? -1 : 0;
      at++;
    }
    return at;
  }
}
