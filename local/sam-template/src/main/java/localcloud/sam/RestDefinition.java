package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The Swagger or OpenAPI definition that SAM makes of an {@code AWS::Serverless::Api}. */
final class RestDefinition {
  private static final String INTEGRATION = "x-amazon-apigateway-integration";
  private static final List<String> METHODS =
      List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private static final String KEY = "api_key";
  private static final String NO_KEY = "api_key_false";

  private final ObjectNode given;
  private final ObjectNode body;
  private final boolean isManaged;
  private final List<SamApis.Route> routes;
  private final ObjectNode securityDefinitions = object();

  /**
   * Takes over a definition.
   *
   * @param own the API's own definition, null if SAM is to make all of it
   */
  RestDefinition(ObjectNode given, @Nullable ObjectNode own, List<SamApis.Route> routes) {
    this.given = given;
    this.isManaged = own == null;
    this.routes = routes;
    this.body = own == null ? skeleton() : own.deepCopy();
  }

  private ObjectNode skeleton() {
    var version = given.path("OpenApiVersion").asText();
    var info = object("version", "1.0", "title", ref("AWS::StackName"));
    return object(
        version.startsWith("3") ? "openapi" : "swagger",
        version.startsWith("3") ? version : "2.0",
        "info",
        info,
        "paths",
        object());
  }

  ObjectNode body() {
    if (isManaged) {
      routes.forEach(this::add);
    }
    if (given.has("BinaryMediaTypes")) {
      var types = body.putArray("x-amazon-apigateway-binary-media-types");
      given.get("BinaryMediaTypes").forEach(type -> types.add(type.asText().replace("~1", "/")));
    }
    addCors();
    if (given.has("Auth")) {
      addAuth();
    }
    if (!securityDefinitions.isEmpty()) {
      body.withObjectProperty("securityDefinitions").setAll(securityDefinitions);
    }
    addGatewayResponses();
    given
        .path("Models")
        .forEachEntry(
            (name, schema) ->
                body.withObjectProperty("definitions").set(name.toLowerCase(Locale.ROOT), schema));
    if (body.path("openapi").asText().startsWith("3")) {
      toOpenApi();
    }
    return body;
  }

  private void add(SamApis.Route route) {
    var operation = SamApis.operation(body, route);
    if (operation.has(INTEGRATION)) {
      throw new TemplateException(
          "event %s: %s %s is defined twice"
              .formatted(route.target().id(), route.method(), route.path()));
    }
    operation.set(INTEGRATION, route.integration());
    operation.withObjectProperty("responses");
    if (route.given().has("Auth")) {
      secure(route, operation);
      if (route.given().get("Auth").has("ApiKeyRequired")) {
        requireKey(operation, route.given().get("Auth").get("ApiKeyRequired").asBoolean());
      }
    }
    if (route.given().has("RequestModel")) {
      addModel(route, operation);
    }
    for (var parameter : route.given().path("RequestParameters")) {
      addParameter(parameter, operation);
    }
  }

  private void secure(SamApis.Route route, ObjectNode operation) {
    var auth = route.given().get("Auth");
    refuse(auth, List.of("ResourcePolicy", "OverrideApiAuth"));
    var name = auth.path("Authorizer").asText();
    var api = given.path("Auth");
    if (name.isEmpty()) {
      return;
    }
    if (!isAuthorizer(name)) {
      throw new TemplateException(
          "event %s: the API has no authorizer '%s'".formatted(route.target().id(), name));
    }
    var scopes = auth.path("AuthorizationScopes");
    SamApis.security(
        operation,
        name,
        scopes.isArray() ? scopes : api.path("Authorizers").path(name).path("AuthorizationScopes"));
    if (name.equals("AWS_IAM")) {
      securityDefinitions.set(name, signature());
      credentials(operation, auth);
    }
  }

  /** Where the API's default is to want a key, the marker keeps a method open. */
  private void requireKey(ObjectNode operation, boolean isRequired) {
    SamApis.security(operation, isRequired ? KEY : NO_KEY, array());
    if (isRequired) {
      addKeyScheme();
    }
  }

  private void addKeyScheme() {
    securityDefinitions.set(KEY, object("type", "apiKey", "name", "x-api-key", "in", "header"));
  }

  private void requireKeyByDefault() {
    addKeyScheme();
    var preflight = given.at("/Auth/AddApiKeyRequiredToCorsPreflight").asBoolean(true);
    for (var path : body.path("paths")) {
      for (var operation : path.properties()) {
        if (operation.getValue() instanceof ObjectNode method) {
          requireKeyByDefault(method, preflight || !operation.getKey().equals("options"));
        }
      }
    }
  }

  private static void requireKeyByDefault(ObjectNode operation, boolean isRequired) {
    var others = new ArrayList<JsonNode>();
    var isOpen = !isRequired;
    for (var requirement : operation.path("security")) {
      isOpen |= requirement.has(NO_KEY);
      if (!requirement.has(KEY) && !requirement.has(NO_KEY)) {
        others.add(requirement);
      }
    }
    if (!isOpen) {
      others.add(object(KEY, array()));
    }
    if (!others.isEmpty() || operation.has("security")) {
      operation.set("security", array(others.toArray()));
    }
  }

  private static void refuse(JsonNode auth, List<String> names) {
    for (var name : names) {
      if (auth.has(name)) {
        throw new UnsupportedTemplateException("Auth." + name + " is not supported locally");
      }
    }
  }

  private boolean isAuthorizer(String name) {
    return switch (name) {
      case "AWS_IAM" -> true;
      case "NONE" -> given.at("/Auth").has("DefaultAuthorizer");
      default -> given.at("/Auth/Authorizers").has(name);
    };
  }

  /** Whose credentials call the function: by default the caller's. */
  private void credentials(ObjectNode operation, JsonNode auth) {
    var role = auth.has("InvokeRole") ? auth.get("InvokeRole") : given.at("/Auth/InvokeRole");
    if (role.isMissingNode() || role.asText().equals("CALLER_CREDENTIALS")) {
      operation.withObjectProperty(INTEGRATION).put("credentials", "arn:aws:iam::*:user/*");
    } else if (!role.isNull() && !role.asText().equals("NONE")) {
      operation.withObjectProperty(INTEGRATION).set("credentials", role);
    }
  }

  static ObjectNode signature() {
    return object(
        "type",
        "apiKey",
        "name",
        "Authorization",
        "in",
        "header",
        "x-amazon-apigateway-authtype",
        "awsSigv4");
  }

  private void addModel(SamApis.Route route, ObjectNode operation) {
    var model = route.given().get("RequestModel");
    if (!given.path("Models").has(model.path("Model").asText())) {
      throw new TemplateException(
          "event %s: the API has no model '%s'"
              .formatted(route.target().id(), model.path("Model").asText()));
    }
    var name = model.path("Model").asText().toLowerCase(Locale.ROOT);
    if (body.has("swagger")) {
      var schema = object("$ref", "#/definitions/" + name);
      var parameter = object("in", "body", "name", name, "schema", schema);
      copy(model, parameter, "Required>required");
      operation.withArrayProperty("parameters").add(parameter);
    } else {
      var schema = object("$ref", "#/components/schemas/" + name);
      var content = object("application/json", object("schema", schema));
      operation.set("requestBody", object("content", content));
      copy(model, operation.withObjectProperty("requestBody"), "Required>required");
    }
    if (model.has("ValidateBody") || model.has("ValidateParameters")) {
      validate(
          operation,
          model.path("ValidateBody").asBoolean(),
          model.path("ValidateParameters").asBoolean());
    }
  }

  private void validate(ObjectNode operation, boolean ofBody, boolean ofParameters) {
    var name =
        ofBody
            ? ofParameters ? "body-and-params" : "body-only"
            : ofParameters ? "params-only" : "no-validation";
    operation.put("x-amazon-apigateway-request-validator", name);
    body.withObjectProperty("x-amazon-apigateway-request-validators")
        .set(
            name, object("validateRequestBody", ofBody, "validateRequestParameters", ofParameters));
  }

  private static void addParameter(JsonNode given, ObjectNode operation) {
    var expression = given.isTextual() ? given.asText() : given.fieldNames().next();
    var parts = expression.split("\\.", 4);
    if (parts.length < 4
        || !expression.matches("method\\.request\\.(querystring|path|header)\\..+")) {
      throw new TemplateException(
          "RequestParameters: " + expression + " is not method.request.querystring|path|header.…");
    }
    var settings = given.isTextual() ? object() : given.get(expression);
    if (settings.path("Caching").asBoolean()) {
      throw new UnsupportedTemplateException(
          "RequestParameters: " + expression + ": Caching is not supported locally");
    }
    operation
        .withArrayProperty("parameters")
        .add(
            object(
                "in",
                parts[2].equals("querystring") ? "query" : parts[2],
                "name",
                parts[3],
                "required",
                settings.path("Required").asBoolean(),
                "type",
                "string"));
  }

  private void addCors() {
    var cors = given.path("Cors");
    if (cors.isMissingNode()) {
      return;
    }
    var properties = cors.isObject() && !Json.isFunction(cors) ? cors : object("AllowOrigin", cors);
    var origin = properties.path("AllowOrigin").asText("'*'");
    if (properties.path("AllowCredentials").asBoolean() && origin.equals("'*'")) {
      throw new TemplateException("Cors: AllowCredentials needs an AllowOrigin other than '*'");
    }
    var seen = new TreeSet<String>();
    for (var path : body.path("paths").properties()) {
      var normal = path.getKey().replaceFirst("(.)/+$", "$1");
      if (seen.add(normal) && !path.getValue().has("options")) {
        var item = (ObjectNode) path.getValue();
        item.set("options", preflight(properties, item));
      }
    }
  }

  private static ObjectNode preflight(JsonNode cors, ObjectNode path) {
    var parameters = object();
    var headers = object();
    var origin = cors.has("AllowOrigin") ? cors.get("AllowOrigin") : array("'*'").get(0);
    var methods = cors.has("AllowMethods") ? cors.get("AllowMethods") : array(methods(path)).get(0);
    preflight("Origin", origin, parameters, headers);
    preflight("Headers", cors.path("AllowHeaders"), parameters, headers);
    preflight("Methods", methods, parameters, headers);
    if (cors.has("MaxAge")) {
      parameters.set("method.response.header.Access-Control-Max-Age", cors.get("MaxAge"));
      headers.set("Access-Control-Max-Age", object("type", "integer"));
    }
    if (cors.path("AllowCredentials").asBoolean()) {
      preflight("Credentials", array("'true'").get(0), parameters, headers);
    }
    return mock(parameters, headers);
  }

  private static ObjectNode mock(ObjectNode parameters, ObjectNode headers) {
    var json = "application/json";
    var response = object("statusCode", "200", "responseParameters", parameters);
    response.set("responseTemplates", object(json, "{}\n"));
    var integration = object("type", "mock");
    integration.set("requestTemplates", object(json, "{\n  \"statusCode\" : 200\n}\n"));
    integration.set("responses", object("default", response));
    var operation = object("summary", "CORS support");
    operation.set("consumes", array(json));
    operation.set("produces", array(json));
    operation.set(INTEGRATION, integration);
    var ok = object("description", "Default response for CORS method", "headers", headers);
    operation.set("responses", object("200", ok));
    return operation;
  }

  private static void preflight(
      String name, JsonNode value, ObjectNode parameters, ObjectNode headers) {
    if (!value.isMissingNode()) {
      var header = "Access-Control-Allow-" + name;
      parameters.set("method.response.header." + header, value);
      headers.set(header, object("type", "string"));
    }
  }

  private static String methods(ObjectNode path) {
    var methods = new TreeSet<String>(List.of("OPTIONS"));
    if (path.has(SamApis.ANY)) {
      methods.addAll(METHODS);
    }
    path.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(SamApis.ANY)) {
                methods.add(name.toUpperCase(Locale.ROOT));
              }
            });
    return "'" + String.join(",", methods) + "'";
  }

  private void addAuth() {
    var auth = given.get("Auth");
    refuse(auth, List.of("ResourcePolicy"));
    for (var authorizer : auth.path("Authorizers").properties()) {
      securityDefinitions.set(
          authorizer.getKey(), SamAuthorizers.rest(authorizer.getKey(), authorizer.getValue()));
    }
    var name = auth.path("DefaultAuthorizer").asText();
    if (!name.isEmpty()) {
      addDefault(name);
    }
    if (auth.path("ApiKeyRequired").asBoolean()) {
      requireKeyByDefault();
    }
  }

  private void addDefault(String name) {
    if (name.equals("NONE") || !isAuthorizer(name)) {
      throw new TemplateException("the API has no authorizer '" + name + "'");
    }
    if (name.equals("AWS_IAM")) {
      securityDefinitions.set(name, signature());
      for (var route : isManaged ? routes : List.<SamApis.Route>of()) {
        if (!route.given().has("Auth")) {
          credentials(SamApis.operation(body, route), object());
        }
      }
    }
    secureByDefault(name);
  }

  private void secureByDefault(String name) {
    var preflight = given.at("/Auth/AddDefaultAuthorizerToCorsPreflight").asText();
    for (var path : body.path("paths")) {
      for (var operation : path.properties()) {
        if ((!preflight.equals("false") || !operation.getKey().equals("options"))
            && operation.getValue() instanceof ObjectNode method) {
          secureByDefault(method, name);
        }
      }
    }
  }

  /** A method's own authorizer comes before the API's, and {@code NONE} keeps it open. */
  private void secureByDefault(ObjectNode operation, String name) {
    var others = new ArrayList<JsonNode>();
    var isOpen = false;
    var isSecured = false;
    for (var requirement : operation.path("security")) {
      isOpen |= requirement.has("NONE");
      isSecured |=
          requirement.properties().stream()
              .map(Map.Entry::getKey)
              .anyMatch(one -> !one.equals(KEY) && securityDefinitions.has(one));
      if (!requirement.has("NONE")) {
        others.add(requirement);
      }
    }
    if (!isOpen && !isSecured) {
      var scopes = given.at("/Auth/Authorizers").path(name).path("AuthorizationScopes");
      others.add(object(name, scopes.isArray() ? scopes : array()));
    }
    if (!others.isEmpty()) {
      operation.set("security", array(others.toArray()));
    }
  }

  private void addGatewayResponses() {
    for (var response : given.path("GatewayResponses").properties()) {
      var parameters = object();
      for (var place : List.of("Headers>header", "Paths>path", "QueryStrings>querystring")) {
        var names = place.split(">");
        response
            .getValue()
            .path("ResponseParameters")
            .path(names[0])
            .forEachEntry(
                (name, value) -> parameters.set("gatewayresponse." + names[1] + "." + name, value));
      }
      var answer = object("responseParameters", parameters, "responseTemplates", object());
      copy(response.getValue(), answer, "ResponseTemplates>responseTemplates");
      if (response.getValue().has("StatusCode")) {
        answer.put("statusCode", response.getValue().get("StatusCode").asText());
      }
      body.withObjectProperty("x-amazon-apigateway-gateway-responses")
          .set(response.getKey(), answer);
    }
  }

  /** What differs between Swagger 2.0 and OpenAPI 3.0. */
  private void toOpenApi() {
    move("securityDefinitions", "securitySchemes");
    move("definitions", "schemas");
    for (var path : body.path("paths")) {
      if (path.get("options") instanceof ObjectNode options) {
        options.remove(List.of("consumes", "produces"));
        var headers = options.at("/responses/200/headers");
        for (var header : headers.properties()) {
          if (!header.getValue().has("schema")) {
            header.setValue(object("schema", header.getValue()));
          }
        }
      }
    }
  }

  private void move(String from, String to) {
    var definitions = body.remove(from);
    if (definitions != null) {
      body.withObjectProperty("components").set(to, definitions);
    }
  }
}
