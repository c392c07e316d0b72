package localcloud.apigateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/**
 * {@code AWS::ApiGateway::Method}: an operation of the OpenAPI document that would say the same.
 */
public final class MethodHandler implements ResourceHandler {
  static final String NAME = "AWS::ApiGateway::Method";
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "ANY");

  private static final ResourceType TYPE =
      ResourceType.of(NAME)
          .ref(id -> id.hash(10))
          .required("RestApiId", "ResourceId", "HttpMethod", "Integration", "Integration.Type")
          .applied("RestApiId", "ResourceId", "HttpMethod", "AuthorizationType", "AuthorizerId")
          .applied("AuthorizationScopes", "ApiKeyRequired", "RequestParameters", "RequestModels")
          .applied("RequestValidatorId")
          .applied("MethodResponses.StatusCode", "MethodResponses.ResponseParameters")
          .withoutEffect("MethodResponses.ResponseModels", "OperationName")
          .applied("Integration.Type", "Integration.IntegrationHttpMethod", "Integration.Uri")
          .applied("Integration.Credentials", "Integration.RequestParameters")
          .applied("Integration.RequestTemplates", "Integration.PassthroughBehavior")
          .applied("Integration.TimeoutInMillis", "Integration.ConnectionType")
          .applied("Integration.ContentHandling")
          .applied("Integration.IntegrationResponses.StatusCode")
          .applied("Integration.IntegrationResponses.SelectionPattern")
          .applied("Integration.IntegrationResponses.ResponseParameters")
          .applied("Integration.IntegrationResponses.ResponseTemplates")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource method) {
    method.properties().text("RestApiId");
    method.properties().text("ResourceId");
    add(JsonNodeFactory.instance.objectNode(), "/", method.properties());
    return Creation.NONE;
  }

  /** Adds the operation, and says by which name. */
  static String add(ObjectNode definition, String path, Properties given) {
    var method = given.text("HttpMethod", "");
    if (!METHODS.contains(method)) {
      given.refuse("HttpMethod", "is " + method, "there are " + METHODS);
    }
    var name =
        method.equals("ANY")
            ? RestApiPart.EXTENSION + "any-method"
            : method.toLowerCase(Locale.ROOT);
    var operation = definition.withObjectProperty("paths").withObjectProperty(path).putObject(name);
    authorization(definition, given, operation);
    responses(given, operation.putObject("responses"));
    parameters(given, operation);
    body(given, operation);
    integration(
        given.object("Integration"), operation.putObject(RestApiPart.EXTENSION + "integration"));
    return name;
  }

  private static void authorization(ObjectNode definition, Properties given, ObjectNode operation) {
    var security = operation.putArray("security");
    if (given.flag("ApiKeyRequired", false)) {
      scheme(definition, "api_key", "x-api-key");
      security.addObject().putArray("api_key");
    }
    var authorizer = given.text("AuthorizerId", "");
    var scopes = given.texts("AuthorizationScopes");
    var type = given.text("AuthorizationType", "NONE");
    switch (type) {
      case "NONE" -> {}
      case "AWS_IAM" -> {
        scheme(definition, type, "Authorization")
            .put(RestApiPart.EXTENSION + "authtype", "awsSigv4");
        security.addObject().putArray(type);
      }
      case "COGNITO_USER_POOLS", "CUSTOM" -> {
        var wanted = security.addObject().putArray(authorizer);
        scopes.forEach(wanted::add);
      }
      default ->
          given.refuse(
              "AuthorizationType",
              type + " is not supported locally",
              "take NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS");
    }
  }

  private static ObjectNode scheme(ObjectNode definition, String name, String header) {
    return RestApiPart.schemes(definition)
        .putObject(name)
        .put("type", "apiKey")
        .put("name", header)
        .put("in", "header");
  }

  private static void responses(Properties given, ObjectNode responses) {
    for (var response : given.objects("MethodResponses")) {
      var declared = responses.putObject(response.text("StatusCode", ""));
      for (var header : response.json("ResponseParameters").properties()) {
        declared
            .withObjectProperty("headers")
            .putObject(header.getKey().replaceFirst("^method\\.response\\.header\\.", ""));
      }
    }
  }

  private static void parameters(Properties given, ObjectNode operation) {
    for (var parameter : given.json("RequestParameters").properties()) {
      if (!parameter.getKey().matches("method\\.request\\.(querystring|header|path)\\..+")) {
        given.refuse(
            "RequestParameters",
            "has " + parameter.getKey(),
            "write method.request.querystring, header or path, and a name");
        continue;
      }
      var parts = parameter.getKey().split("\\.", 4);
      operation
          .withArrayProperty("parameters")
          .addObject()
          .put("in", parts[2].equals("querystring") ? "query" : parts[2])
          .put("name", parts[3])
          .put("required", parameter.getValue().asBoolean());
    }
  }

  private static void body(Properties given, ObjectNode operation) {
    given
        .textsByName("RequestModels")
        .forEach(
            (mediaType, model) ->
                operation
                    .withObjectProperty("requestBody")
                    .withObjectProperty("content")
                    .putObject(mediaType)
                    .putObject("schema")
                    .put("$ref", "#/components/schemas/" + model));
    var validator = given.text("RequestValidatorId");
    if (validator != null) {
      operation.put(RestApiPart.EXTENSION + "request-validator", validator);
    }
  }

  private static void integration(Properties given, ObjectNode integration) {
    var type = given.text("Type", "").toLowerCase(Locale.ROOT);
    integration.put("type", type);
    var method = given.text("IntegrationHttpMethod");
    if (method != null) {
      integration.put("httpMethod", method);
    } else if (type.startsWith("aws")) { // API Gateway API reference, PutIntegration
      given.refuse("IntegrationHttpMethod", "is missing", "write POST");
    }
    copy(given, integration, "Uri", "Credentials", "RequestParameters", "RequestTemplates");
    copy(given, integration, "PassthroughBehavior", "TimeoutInMillis", "ConnectionType");
    copy(given, integration, "ContentHandling");
    for (var response : given.objects("IntegrationResponses")) {
      var pattern = response.text("SelectionPattern", "default");
      var written = integration.withObjectProperty("responses").putObject(pattern);
      copy(response, written, "StatusCode", "ResponseParameters", "ResponseTemplates");
    }
  }

  /** CloudFormation's names begin with a capital, OpenAPI's do not. */
  static void copy(Properties from, ObjectNode to, String... names) {
    for (var name : names) {
      var value = from.json(name);
      if (!value.isMissingNode() && !value.isNull()) {
        to.set(Character.toLowerCase(name.charAt(0)) + name.substring(1), value);
      }
    }
  }
}
