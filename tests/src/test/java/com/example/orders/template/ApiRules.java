package com.example.orders.template;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The REST API: who gets in, what is validated, what becomes of errors and of clients' text. */
final class ApiRules {
  private static final String INTEGRATION = "x-amazon-apigateway-integration";
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head");
  private static final String OWN_KEY =
      "\"Key\": {\"customer\": {\"S\": \"$context.authorizer.claims.sub\"}";

  /** What follows in brackets is encoded, or writes nothing. */
  private static final Pattern HARMLESS =
      Pattern.compile("(?:\\$util\\.urlEncode|#(?:if|elseif|set))\\(");

  /** A variable too may hold a text of the client. */
  private static final Pattern WRITES = Pattern.compile("\\$!?\\{?[a-zA-Z]");

  /**
   * Of these no example was found that somebody has run on API Gateway: patterns, what a request's
   * template left behind, and the row that comes with a failed condition.
   */
  private static final Pattern WITHOUT_PRECEDENT =
      Pattern.compile(
          "\\.matches\\(|[^(]\\$context\\.requestOverride|ConditionalCheckFailed|ALL_OLD");

  /** A list is one text there, and a name's part may be another name. */
  private static final Pattern PART_OF_A_CLAIM =
      Pattern.compile(
          "\\.claims(\\.\\w+|\\[[^]]+])\\.(contains|startsWith|endsWith|indexOf|matches)\\(");

  private static final Pattern HEADER_READ =
      Pattern.compile("\\$input\\.params\\('([A-Za-z-]+)'\\)");

  static final List<TemplateRule> ALL =
      List.of(
          TemplateRule.each(
              "AWS::WAFv2::WebACL",
              "a web ACL says when to come again",
              acl -> acl.at("/Rules").valueStream().allMatch(ApiRules::saysWhenToComeAgain)),
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
              "every integration maps 5xx and the rest, unless a function answers itself",
              (api, method) -> {
                var responses = method.at("/" + INTEGRATION + "/responses");
                return isProxy(method)
                    || responses.has("5\\d{2}")
                        && responses.has("default")
                        && !responses.at("/default/statusCode").asText().startsWith("2");
              }),
          methods(
              "an integration has one response for each status code",
              (api, method) -> {
                var codes = responses(method).map(one -> one.path("statusCode").asText()).toList();
                return codes.size() == Set.copyOf(codes).size();
              }),
          methods(
              "an error names its media type by a header",
              (api, method) -> responses(method).allMatch(ApiRules::namesMediaType)),
          methods(
              "a template has no construct that nobody has run",
              (api, method) ->
                  templates(method)
                      .noneMatch(template -> WITHOUT_PRECEDENT.matcher(template).find())),
          methods(
              "no template looks for a part of a claim",
              (api, method) ->
                  templates(method)
                      .noneMatch(template -> PART_OF_A_CLAIM.matcher(template).find())),
          methods(
              "a header is read in its own spelling and in lower case",
              (api, method) -> templates(method).allMatch(text -> readsBoth(method, text))),
          methods(
              "a table is read by its caller's key",
              (api, method) ->
                  !method.at("/" + INTEGRATION + "/uri").asText().contains(":dynamodb:")
                      || method
                          .at("/" + INTEGRATION + "/requestTemplates")
                          .valueStream()
                          .allMatch(template -> template.asText().contains(OWN_KEY))),
          methods(
              "no body's schema counts items, which API Gateway would leave out",
              (api, method) ->
                  method
                      .at("/requestBody/content")
                      .valueStream()
                      .allMatch(content -> countsNoItems(api, content.path("schema")))),
          apis(
              "an API's title is its name",
              api -> api.at("/Body/info/title").equals(api.at("/Name"))),
          apis(
              "a fallback leaves each error its status",
              api ->
                  Stream.of("DEFAULT_4XX", "DEFAULT_5XX")
                      .noneMatch(type -> gatewayResponses(api).path(type).has("statusCode"))),
          apis(
              "nothing customises what API Gateway does not let be customised",
              api -> !gatewayResponses(api).has("REQUEST_TOO_LARGE")),
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

  private static boolean isProxy(JsonNode method) {
    return method.at("/" + INTEGRATION + "/type").asText().equals("aws_proxy");
  }

  private static Stream<JsonNode> responses(JsonNode method) {
    return method.at("/" + INTEGRATION + "/responses").valueStream();
  }

  private static Stream<String> templates(JsonNode method) {
    return Stream.concat(
            method.at("/" + INTEGRATION + "/requestTemplates").valueStream(),
            responses(method).flatMap(one -> one.path("responseTemplates").valueStream()))
        .map(JsonNode::asText);
  }

  /** Whether each error that a response may become says that it is a problem. */
  private static boolean namesMediaType(JsonNode response) {
    var isError = !response.path("statusCode").asText().startsWith("2");
    var named =
        response
            .at("/responseParameters/method.response.header.Content-Type")
            .asText()
            .equals("'application/problem+json'");
    return named
        || !isError
            && response
                .path("responseTemplates")
                .valueStream()
                .map(JsonNode::asText)
                .allMatch(
                    text ->
                        !text.contains("urn:orderly:problem:")
                            || text.contains("$context.responseOverride.header.Content-Type"));
  }

  private static boolean readsBoth(JsonNode method, String template) {
    var headers =
        method
            .path("parameters")
            .valueStream()
            .filter(parameter -> parameter.path("in").asText().equals("header"))
            .map(parameter -> parameter.path("name").asText())
            .toList();
    return HEADER_READ
        .matcher(template)
        .results()
        .map(read -> read.group(1))
        .filter(headers::contains)
        .allMatch(
            name -> template.contains("$input.params('" + name.toLowerCase(Locale.ROOT) + "')"));
  }

  private static JsonNode gatewayResponses(Resource api) {
    return api.at("/Body/x-amazon-apigateway-gateway-responses");
  }

  private static TemplateRule apis(String name, Predicate<Resource> obeys) {
    return TemplateRule.each("AWS::ApiGateway::RestApi", name, obeys);
  }

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

  private static TemplateRule stages(String name, Predicate<Resource> obeys) {
    return TemplateRule.each("AWS::ApiGateway::Stage", name, obeys);
  }

  private static Stream<Map.Entry<String, JsonNode>> methodsOf(Resource api) {
    return operations(api, METHODS::contains);
  }

  /** The parts of an API's paths that are chosen, each by its name and path. */
  static Stream<Map.Entry<String, JsonNode>> operations(Resource api, Predicate<String> chosen) {
    return api.at("/Body/paths")
        .propertyStream()
        .flatMap(
            path ->
                path.getValue()
                    .propertyStream()
                    .filter(method -> chosen.test(method.getKey()))
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

  private static boolean countsNoItems(JsonNode api, JsonNode schema) {
    if (schema.has("$ref")) {
      return countsNoItems(api, api.at(schema.get("$ref").asText().substring(1)));
    }
    return !schema.has("minItems")
        && !schema.has("maxItems")
        && schema.path("properties").valueStream().allMatch(one -> countsNoItems(api, one))
        && (!schema.has("items") || countsNoItems(api, schema.get("items")));
  }

  private static boolean isForm(JsonNode method) {
    return method
        .at("/" + INTEGRATION + "/requestParameters/integration.request.header.Content-Type")
        .asText()
        .contains("x-www-form-urlencoded");
  }

  /**
   * Whether a client's text is inside $util.urlEncode(…), in a condition or in a #set line only.
   */
  private static boolean isEncoded(String template) {
    return template
        .lines()
        .map(ApiRules::withoutHarmlessParts)
        .noneMatch(rest -> WRITES.matcher(rest).find());
  }

  private static String withoutHarmlessParts(String line) {
    var rest = new StringBuilder();
    var calls = HARMLESS.matcher(line);
    var end = 0;
    while (calls.find(end)) {
      rest.append(line, end, calls.start());
      end = closing(line, calls.end());
    }
    return rest.append(line.substring(end)).toString();
  }

  private static boolean saysWhenToComeAgain(JsonNode rule) {
    var answer = rule.at("/Action/Block/CustomResponse");
    return answer.path("ResponseCode").asInt() == 429
        && answer
            .path("ResponseHeaders")
            .valueStream()
            .anyMatch(header -> header.path("Name").asText().equals("Retry-After"));
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
