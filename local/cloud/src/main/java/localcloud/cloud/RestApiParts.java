package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/**
 * Puts the definition of a REST API together that a template writes as separate resources: the
 * OpenAPI document that would say the same.
 */
final class RestApiParts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXTENSION = "x-amazon-apigateway-";
  private static final Set<String> AUTHORIZATIONS = Set.of("NONE", "AWS_IAM", "COGNITO_USER_POOLS");

  private final Stack stack;
  private final StackResource api;
  private final ObjectNode definition = JSON.createObjectNode();

  private RestApiParts(Stack stack, StackResource api) {
    this.stack = stack;
    this.api = api;
  }

  /**
   * The definition of an API.
   *
   * @throws IllegalStateException naming the resource that is not supported or refers to nothing
   */
  static JsonNode definition(Stack stack, StackResource api) {
    return api.properties().has("Body")
        ? api.properties().get("Body")
        : new RestApiParts(stack, api).definition();
  }

  private ObjectNode definition() {
    definition.put("openapi", "3.0.1");
    definition.putObject("paths");
    for (var model : parts("Model")) {
      var schemas = definition.withObjectProperty("components").withObjectProperty("schemas");
      schemas.set(name(model, "Name"), model.properties().path("Schema"));
    }
    for (var validator : parts("RequestValidator")) {
      var rules = definition.withObjectProperty(EXTENSION + "request-validators");
      rules
          .putObject(validator.ref())
          .put("validateRequestBody", isTrue(validator, "ValidateRequestBody"))
          .put("validateRequestParameters", isTrue(validator, "ValidateRequestParameters"));
    }
    parts("GatewayResponse").forEach(this::gatewayResponse);
    parts("Authorizer").forEach(this::authorizer);
    var methods = parts("Method");
    if (methods.isEmpty()) {
      throw new IllegalStateException(
          api.logicalId() + ": The REST API doesn't contain any methods"); // as on AWS
    }
    methods.forEach(this::method);
    return definition;
  }

  private void gatewayResponse(StackResource response) {
    copy(
        response.properties(),
        definition
            .withObjectProperty(EXTENSION + "gateway-responses")
            .putObject(response.properties().path("ResponseType").asText()),
        "ResponseParameters",
        "ResponseTemplates",
        "StatusCode");
  }

  private List<StackResource> parts(String type) {
    return stack.ofType("AWS::ApiGateway::" + type).stream()
        .filter(part -> part.properties().path("RestApiId").asText().equals(api.ref()))
        .toList();
  }

  private void authorizer(StackResource authorizer) {
    var given = authorizer.properties();
    if (!given.path("Type").asText().equals("COGNITO_USER_POOLS")) {
      throw unsupported(authorizer.logicalId() + ": an authorizer of type " + given.path("Type"));
    }
    var header =
        given
            .path("IdentitySource")
            .asText("method.request.header.Authorization")
            .replaceFirst("^method\\.request\\.header\\.", "");
    var scheme = schemes().putObject(authorizer.ref());
    scheme.put("type", "apiKey").put("name", header).put("in", "header");
    scheme
        .putObject(EXTENSION + "authorizer")
        .put("type", "cognito_user_pools")
        .set("providerARNs", given.path("ProviderARNs"));
  }

  private ObjectNode schemes() {
    return definition.withObjectProperty("components").withObjectProperty("securitySchemes");
  }

  private void method(StackResource method) {
    var given = method.properties();
    var name = given.path("HttpMethod").asText().toLowerCase(Locale.ROOT);
    var operation =
        definition
            .withObjectProperty("paths")
            .withObjectProperty(path(method, given.path("ResourceId").asText()))
            .putObject(name.equals("any") ? EXTENSION + "any-method" : name);
    authorization(method, operation);
    var responses = operation.putObject("responses");
    for (var response : given.path("MethodResponses")) {
      var declared = responses.putObject(response.path("StatusCode").asText());
      for (var header : response.path("ResponseParameters").properties()) {
        declared
            .withObjectProperty("headers")
            .putObject(header.getKey().replaceFirst("^method\\.response\\.header\\.", ""));
      }
    }
    request(given, operation);
    integration(given.path("Integration"), operation.putObject(EXTENSION + "integration"));
  }

  private void authorization(StackResource method, ObjectNode operation) {
    var given = method.properties();
    var type = given.path("AuthorizationType").asText("NONE");
    if (!AUTHORIZATIONS.contains(type) || isTrue(method, "ApiKeyRequired")) {
      throw unsupported(method.logicalId() + ": a method with an API key or authorization " + type);
    }
    if (type.equals("AWS_IAM")) {
      schemes()
          .putObject(type)
          .put("type", "apiKey")
          .put("name", "Authorization")
          .put("in", "header")
          .put(EXTENSION + "authtype", "awsSigv4");
    }
    if (!type.equals("NONE")) {
      var scheme = type.equals("AWS_IAM") ? type : given.path("AuthorizerId").asText();
      var scopes = operation.putArray("security").addObject().putArray(scheme);
      given.path("AuthorizationScopes").forEach(scopes::add);
    }
  }

  private static void request(JsonNode given, ObjectNode operation) {
    for (var parameter : given.path("RequestParameters").properties()) {
      var parts = parameter.getKey().split("\\.", 4);
      operation
          .withArrayProperty("parameters")
          .addObject()
          .put("in", parts[2].equals("querystring") ? "query" : parts[2])
          .put("name", parts[3])
          .put("required", parameter.getValue().asBoolean());
    }
    for (var model : given.path("RequestModels").properties()) {
      operation
          .withObjectProperty("requestBody")
          .withObjectProperty("content")
          .putObject(model.getKey())
          .putObject("schema")
          .put("$ref", "#/components/schemas/" + model.getValue().asText());
    }
    if (given.has("RequestValidatorId")) {
      operation.set(EXTENSION + "request-validator", given.get("RequestValidatorId"));
    }
  }

  private static void integration(JsonNode given, ObjectNode integration) {
    integration.put("type", given.path("Type").asText().toLowerCase(Locale.ROOT));
    if (given.has("IntegrationHttpMethod")) {
      integration.set("httpMethod", given.get("IntegrationHttpMethod"));
    }
    copy(
        given,
        integration,
        "Uri",
        "Credentials",
        "RequestParameters",
        "RequestTemplates",
        "PassthroughBehavior",
        "TimeoutInMillis");
    for (var response : given.path("IntegrationResponses")) {
      copy(
          response,
          integration
              .withObjectProperty("responses")
              .putObject(response.path("SelectionPattern").asText("default")),
          "StatusCode",
          "ResponseParameters",
          "ResponseTemplates");
    }
  }

  /** Of a resource and those above it, up to the API's root. */
  private String path(StackResource of, String resourceId) {
    if (resourceId.equals(api.attributes().get("RootResourceId"))) {
      return "/";
    }
    for (var resource : parts("Resource")) {
      if (resource.ref().equals(resourceId)) {
        var parent = path(resource, resource.properties().path("ParentId").asText());
        return parent.replaceFirst("/$", "")
            + "/"
            + resource.properties().path("PathPart").asText();
      }
    }
    throw new IllegalStateException(of.logicalId() + " is of no resource of " + api.logicalId());
  }

  private static IllegalStateException unsupported(String what) {
    return new IllegalStateException(what + " is not supported locally");
  }

  private static String name(StackResource resource, String property) {
    return resource.properties().path(property).asText(resource.ref());
  }

  private static boolean isTrue(StackResource resource, String property) {
    return resource.properties().path(property).asBoolean();
  }

  /** CloudFormation's names begin with a capital, OpenAPI's do not. */
  private static void copy(JsonNode from, ObjectNode to, String... names) {
    for (var name : names) {
      if (from.has(name)) {
        to.set(Character.toLowerCase(name.charAt(0)) + name.substring(1), from.get(name));
      }
    }
  }
}
