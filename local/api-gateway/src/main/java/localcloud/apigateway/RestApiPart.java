package localcloud.apigateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/**
 * A resource that is part of a REST API: what it adds to the OpenAPI document that would say the
 * same.
 */
public record RestApiPart(ResourceType type, Addition addition) implements ResourceHandler {
  static final String EXTENSION = "x-amazon-apigateway-";
  static final String API = "RestApiId";
  private static final String HEADER = "method.request.header.";
  static final String RESOURCE = "AWS::ApiGateway::Resource";

  /** Adds a part to a definition, and says where, as a JSON pointer. */
  @FunctionalInterface
  interface Addition {
    String to(ObjectNode definition, Resource part);
  }

  /** All but the methods, which need the resources to know their paths. */
  public static final List<RestApiPart> ALL =
      List.of(
          new RestApiPart(
              ResourceType.of("AWS::ApiGateway::Model")
                  .ref(id -> id.nameIn("Name"))
                  .required(API, "Name")
                  .applied(API, "Name", "Schema")
                  .withoutEffect("ContentType")
                  .build(),
              RestApiPart::model),
          new RestApiPart(
              part("RequestValidator")
                  .attribute("RequestValidatorId", id -> id.hash(10))
                  .applied("ValidateRequestBody", "ValidateRequestParameters")
                  .withoutEffect("Name")
                  .build(),
              RestApiPart::validator),
          new RestApiPart(
              part("GatewayResponse")
                  .attribute("Id", id -> id.hash(10))
                  .required("ResponseType")
                  .applied("ResponseType", "ResponseParameters", "ResponseTemplates", "StatusCode")
                  .build(),
              RestApiPart::gatewayResponse),
          new RestApiPart(
              part("Authorizer")
                  .attribute("AuthorizerId", id -> id.hash(10))
                  .required("Type")
                  .applied("Type", "IdentitySource", "ProviderARNs", "AuthorizerUri")
                  .applied("AuthorizerCredentials", "AuthorizerResultTtlInSeconds")
                  .applied("IdentityValidationExpression")
                  .withoutEffect("Name", "AuthType")
                  .build(),
              RestApiPart::authorizer),
          new RestApiPart(
              part("Resource")
                  .attribute("ResourceId", id -> id.hash(10))
                  .required("ParentId", "PathPart")
                  .applied("ParentId", "PathPart")
                  .build(),
              RestApiPart::resource));

  private static ResourceType.Builder part(String name) {
    return ResourceType.of("AWS::ApiGateway::" + name)
        .ref(id -> id.hash(10))
        .required(API)
        .applied(API);
  }

  @Override
  public Creation read(Resource part) {
    part.properties().text(API);
    var unused = addition.to(JsonNodeFactory.instance.objectNode(), part);
    return Creation.NONE;
  }

  private static String model(ObjectNode definition, Resource model) {
    var name = model.properties().text("Name", "");
    var schemas = definition.withObjectProperty("components").withObjectProperty("schemas");
    var schema = model.properties().json("Schema");
    if (!schema.isObject()) {
      model.properties().refuse("Schema", "must be an object", "write a JSON schema");
    }
    schemas.set(name, schema.isObject() ? schema : JsonNodeFactory.instance.objectNode());
    return "/components/schemas/" + name;
  }

  private static String validator(ObjectNode definition, Resource validator) {
    var properties = validator.properties();
    definition
        .withObjectProperty(EXTENSION + "request-validators")
        .putObject(validator.ref())
        .put("validateRequestBody", properties.flag("ValidateRequestBody", false))
        .put("validateRequestParameters", properties.flag("ValidateRequestParameters", false));
    return "/" + EXTENSION + "request-validators/" + validator.ref();
  }

  private static String gatewayResponse(ObjectNode definition, Resource response) {
    var properties = response.properties();
    var type = properties.text("ResponseType", "");
    var written = definition.withObjectProperty(EXTENSION + "gateway-responses").putObject(type);
    MethodHandler.copy(
        properties, written, "ResponseParameters", "ResponseTemplates", "StatusCode");
    return "/" + EXTENSION + "gateway-responses/" + type;
  }

  private static String authorizer(ObjectNode definition, Resource authorizer) {
    var properties = authorizer.properties();
    var type = properties.text("Type", "").toLowerCase(Locale.ROOT);
    var source = properties.text("IdentitySource", HEADER + "Authorization");
    var isOneHeader = source.startsWith(HEADER) && !source.contains(",");
    var scheme = schemes(definition).putObject(authorizer.ref());
    scheme.put("type", "apiKey").put("in", "header");
    scheme.put("name", isOneHeader ? source.substring(HEADER.length()) : "Unused");
    var written = scheme.putObject(EXTENSION + "authorizer").put("type", type);
    switch (type) {
      case "cognito_user_pools" -> {
        if (properties.texts("ProviderARNs").isEmpty()) {
          properties.refuse("ProviderARNs", "is missing", "name the user pools");
        }
        written.set("providerARNs", properties.json("ProviderARNs"));
        properties.json("AuthorizerResultTtlInSeconds"); // tokens are verified each time
      }
      case "token", "request" -> {
        MethodHandler.copy(properties, written, "AuthorizerUri", "AuthorizerCredentials");
        MethodHandler.copy(properties, written, "AuthorizerResultTtlInSeconds", "IdentitySource");
      }
      default ->
          properties.refuse("Type", "is " + type, "write COGNITO_USER_POOLS, TOKEN or REQUEST");
    }
    MethodHandler.copy(properties, written, "IdentityValidationExpression");
    return "/components/securitySchemes/" + authorizer.ref();
  }

  static ObjectNode schemes(ObjectNode definition) {
    return definition.withObjectProperty("components").withObjectProperty("securitySchemes");
  }

  /** API Gateway API reference, CreateResource. */
  private static String resource(ObjectNode definition, Resource resource) {
    var properties = resource.properties();
    var segment = properties.text("PathPart", "");
    properties.text("ParentId");
    if (!segment.matches("[a-zA-Z0-9._\\-:]+|\\{[a-zA-Z0-9._\\-:]+\\+?}")) {
      properties.refuse(
          "PathPart", "is " + segment, "write one segment, such as orders, {id} or {proxy+}");
    }
    return "/paths"; // the methods add theirs
  }
}
