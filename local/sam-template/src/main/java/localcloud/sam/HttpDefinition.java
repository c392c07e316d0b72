package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The OpenAPI definition that SAM makes of an {@code AWS::Serverless::HttpApi}. */
final class HttpDefinition {
  private static final Pattern PARAMETER = Pattern.compile("\\{(.*?)}");
  private static final String INTEGRATION = "x-amazon-apigateway-integration";

  private final ObjectNode given;
  private final ObjectNode body;
  private final boolean isManaged;
  private final List<SamApis.Route> routes;

  /**
   * Takes over a definition.
   *
   * @param own the API's own definition, null if SAM is to make all of it
   */
  HttpDefinition(ObjectNode given, @Nullable ObjectNode own, List<SamApis.Route> routes) {
    this.given = given;
    this.isManaged = own == null;
    this.routes = routes;
    var info = object("version", "1.0", "title", ref("AWS::StackName"));
    this.body =
        own == null ? object("openapi", "3.0.1", "info", info, "paths", object()) : own.deepCopy();
  }

  ObjectNode body() {
    routes.forEach(this::add);
    addCors();
    addAuthorizers();
    addTags();
    var info = body.withObjectProperty("info");
    if (given.has("Name") && info.path("title").equals(ref("AWS::StackName"))) {
      info.set("title", given.get("Name"));
    }
    if (given.has("Description") && !info.has("description")) {
      info.set("description", given.get("Description"));
    }
    return body;
  }

  /** The stage's settings by route, the API's and those of the events. */
  ObjectNode routeSettings() {
    var settings = object();
    given.path("RouteSettings").forEachEntry(settings::set);
    for (var route : routes) {
      if (route.given().has("RouteSettings")) {
        var method = route.given().path("Method").asText("ANY").toUpperCase(java.util.Locale.ROOT);
        settings.set(method + " " + route.path(), route.given().get("RouteSettings"));
      }
    }
    return settings;
  }

  private void add(SamApis.Route route) {
    var operation = SamApis.operation(body, route);
    if (operation.has(INTEGRATION)) {
      if (isManaged) {
        throw new TemplateException(
            "event %s: %s %s is defined twice"
                .formatted(route.target().id(), route.method(), route.path()));
      }
    } else {
      var integration = route.integration();
      integration.put("payloadFormatVersion", "2.0");
      operation.set(INTEGRATION, integration);
      if (route.path().equals("$default") && route.method().equals(SamApis.ANY)) {
        operation.put("isDefaultRoute", true);
      }
      operation.withObjectProperty("responses");
    }
    copy(
        route.given(),
        operation.withObjectProperty(INTEGRATION),
        "PayloadFormatVersion>payloadFormatVersion");
    if (route.given().has("Auth")) {
      secure(route, operation);
    }
    addParameters(route, operation);
  }

  private static void addParameters(SamApis.Route route, ObjectNode operation) {
    var names = PARAMETER.matcher(route.path());
    while (names.find()) {
      operation
          .withArrayProperty("parameters")
          .add(object("name", names.group(1), "in", "path", "required", true));
    }
  }

  private void secure(SamApis.Route route, ObjectNode operation) {
    var auth = route.given().get("Auth");
    var api = given.path("Auth");
    var name = auth.path("Authorizer").asText(api.path("DefaultAuthorizer").asText());
    var isBuiltIn =
        name.equals("NONE") && api.has("DefaultAuthorizer")
            || name.equals("AWS_IAM") && api.path("EnableIamAuthorizer").asBoolean();
    if (!isBuiltIn && !api.path("Authorizers").has(name)) {
      throw new TemplateException(
          "event %s: the API has no authorizer '%s'".formatted(route.target().id(), name));
    }
    var scopes = auth.path("AuthorizationScopes");
    if (!isBuiltIn && scopes.isEmpty()) {
      scopes = api.path("Authorizers").path(name).path("AuthorizationScopes");
    }
    SamApis.security(operation, name, isBuiltIn ? array() : scopes);
  }

  private void addCors() {
    var cors = given.path("CorsConfiguration");
    if (cors.isMissingNode() || cors.isBoolean() && !cors.booleanValue()) {
      return;
    }
    if (!cors.isBoolean() && !cors.isObject()) {
      throw new TemplateException("CorsConfiguration is neither true nor an object");
    }
    var properties = cors.isBoolean() ? object("AllowOrigins", array("*")) : cors;
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      var name = property.getKey();
      body.withObjectProperty("x-amazon-apigateway-cors")
          .set(Character.toLowerCase(name.charAt(0)) + name.substring(1), property.getValue());
    }
  }

  private void addAuthorizers() {
    var auth = given.path("Auth");
    for (var authorizer : auth.path("Authorizers").properties()) {
      scheme(authorizer.getKey())
          .setAll(SamAuthorizers.http(authorizer.getKey(), authorizer.getValue()));
    }
    if (auth.path("EnableIamAuthorizer").asBoolean()) {
      scheme("AWS_IAM").setAll(RestDefinition.signature());
    }
    var name = auth.path("DefaultAuthorizer").asText();
    if (name.isEmpty()) {
      return;
    }
    var scopes = auth.path("Authorizers").path(name).path("AuthorizationScopes");
    for (var path : body.path("paths")) {
      for (var operation : path.properties()) {
        if (!operation.getKey().equals("options")
            && operation.getValue().has(INTEGRATION)
            && operation.getValue().path("security").isEmpty()) {
          SamApis.security((ObjectNode) operation.getValue(), name, scopes);
        }
      }
    }
  }

  private ObjectNode scheme(String name) {
    return body.withObjectProperty("components")
        .withObjectProperty("securitySchemes")
        .withObjectProperty(name);
  }

  private void addTags() {
    var tags = body.withArrayProperty("tags");
    tags(given)
        .forEachEntry(
            (name, value) ->
                tags.add(object("name", name, "x-amazon-apigateway-tag-value", value)));
  }

  static ObjectNode tags(ObjectNode given) {
    var tags = object();
    given.path("Tags").forEachEntry(tags::set);
    tags.put("httpapi:createdBy", "SAM");
    return tags;
  }
}
