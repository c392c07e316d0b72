package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The APIs of a template and the functions' events of type {@code Api} and {@code HttpApi}, which
 * add routes to them. They are expanded last, when all routes are known.
 */
final class SamApis {
  /** The two kinds of APIs that SAM knows. */
  enum Kind {
    REST("AWS::Serverless::Api", "Api", "RestApiId", "ServerlessRestApi"),
    HTTP("AWS::Serverless::HttpApi", "HttpApi", "ApiId", "ServerlessHttpApi");

    private final String type;
    private final String event;
    private final String reference;
    private final String implicit;

    Kind(String type, String event, String reference, String implicit) {
      this.type = type;
      this.event = event;
      this.reference = reference;
      this.implicit = implicit;
    }
  }

  /**
   * A function's event.
   *
   * @param api the API's logical ID
   * @param given the event's properties
   */
  record Route(Kind kind, String api, SamEvents.Target target, ObjectNode given) {
    String path() {
      return given.path("Path").asText(kind == Kind.HTTP ? "$default" : "");
    }

    /** The method as a definition names it. */
    String method() {
      var method =
          given
              .path("Method")
              .asText(kind == Kind.HTTP ? "any" : "")
              .toLowerCase(java.util.Locale.ROOT);
      return method.equals("any") ? ANY : method;
    }

    /** The method and path as an ARN has them. */
    String arn() {
      var method = method().equals(ANY) ? "*" : method().toUpperCase(java.util.Locale.ROOT);
      var path =
          path().replaceFirst("^(.+)/$", "$1").replaceAll("\\{([a-zA-Z0-9._-]+|proxy\\+)}", "*");
      return method + (path.equals("$default") ? "" : path);
    }

    /** The Lambda proxy integration. */
    ObjectNode integration() {
      var uri =
          array(
              "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                  + "${__Function__}/invocations",
              object("__Function__", target.arn()));
      var integration =
          object("type", "aws_proxy", "httpMethod", "POST", "uri", object("Fn::Sub", uri));
      Json.copy(given, integration, "TimeoutInMillis>timeoutInMillis");
      return integration;
    }
  }

  private static final String GATEWAY = "apigateway.amazonaws.com";

  static final String ANY = "x-amazon-apigateway-any-method";

  private final SamExpansion expansion;
  private final SequencedMap<String, RawResource> apis = new LinkedHashMap<>();
  private final List<Route> routes = new ArrayList<>();

  SamApis(SamExpansion expansion) {
    this.expansion = expansion;
  }

  /** Whether an event adds a route to an API. */
  static @Nullable Kind kind(String eventType) {
    for (var kind : Kind.values()) {
      if (kind.event.equals(eventType)) {
        return kind;
      }
    }
    return null;
  }

  void declare(RawResource api) {
    apis.put(api.logicalId(), api);
  }

  void add(Kind kind, SamEvents.Target target, ObjectNode given) {
    if (target.isStateMachine()) {
      throw new UnsupportedTemplateException(
          "event "
              + target.id()
              + ": an API that starts a state machine; write its integration"
              + " into the API's DefinitionBody");
    }
    var reference = given.path(kind.reference);
    var api =
        reference.isMissingNode()
            ? kind.implicit
            : reference.path("Ref").asText(reference.asText());
    var route = new Route(kind, api, target, given);
    if (kind == Kind.REST && (route.path().isEmpty() || route.method().isEmpty())) {
      throw new TemplateException("event " + target.id() + " needs Path and Method");
    }
    routes.add(route);
  }

  /** The APIs that SAM makes because events name none: logical IDs and types. */
  Map<String, String> implicit() {
    var implicit = new LinkedHashMap<String, String>();
    for (var kind : Kind.values()) {
      if (!apis.containsKey(kind.implicit)
          && routes.stream().anyMatch(route -> route.api.equals(kind.implicit))) {
        implicit.put(kind.implicit, kind.type);
      }
    }
    return implicit;
  }

  /**
   * Expands all APIs with their routes.
   *
   * @param broken the logical IDs of resources with findings; an API that has one is added
   */
  void expand(Findings findings, Set<String> broken) {
    routes.removeIf(route -> broken.contains(route.api));
    for (var route : routes) {
      var api = apis.get(route.api);
      var isPlain = expansion.resources().containsKey(route.api);
      if (api == null ? !isPlain : !api.type().equals(route.kind.type)) {
        throw new TemplateException(
            "event %s: %s must refer to an %s of the template"
                .formatted(route.target.id(), route.kind.reference, route.kind.type));
      }
      if (isPlain) {
        permit(route, "Stage");
      }
    }
    for (var api : apis.values()) {
      var place = api.logicalId() + " (" + api.type() + ")";
      expansion.from(api.logicalId());
      if (!findings.within("/Resources/" + api.logicalId(), place, () -> expand(api))) {
        broken.add(api.logicalId());
      }
    }
  }

  private void expand(RawResource api) {
    api.properties()
        .at("/Auth/Authorizers")
        .forEachEntry((name, authorizer) -> permitAuthorizer(api, name, authorizer));
    var own = routes.stream().filter(route -> route.api.equals(api.logicalId())).toList();
    if (api.type().equals(Kind.REST.type)) {
      var stage = api.properties().path("StageName");
      own.forEach(route -> permit(route, stage.isTextual() ? stage.asText() : "Stage"));
      expansion.restApi(api, new RestDefinition(api.properties(), expansion.body(api), own).body());
    } else {
      permitHttp(own);
      var definition = new HttpDefinition(api.properties(), expansion.body(api), own);
      expansion.httpApi(api, definition.body(), definition.routeSettings());
    }
  }

  private void permitAuthorizer(RawResource api, String name, JsonNode authorizer) {
    var kind = api.type().equals(Kind.REST.type) ? Kind.REST : Kind.HTTP;
    if (!SamAuthorizers.isPermitted(kind, authorizer)) {
      return;
    }
    var arn =
        array(
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                + "${__ApiId__}/authorizers/*",
            object("__ApiId__", ref(api.logicalId())));
    var permission = object("Action", "lambda:InvokeFunction", "Principal", GATEWAY);
    permission.set("FunctionName", authorizer.get("FunctionArn"));
    permission.set("SourceArn", object("Fn::Sub", arn));
    expansion.generate(
        api.logicalId() + name + "AuthorizerPermission", "AWS::Lambda::Permission", permission);
  }

  /** A function's default route lets the API call it for all routes that come after it. */
  private void permitHttp(List<Route> own) {
    Set<String> all = new LinkedHashSet<>();
    for (var route : own) {
      var function = route.target.arn().path("Fn::GetAtt").path(0).asText();
      if (!all.contains(function)) {
        permit(route, "");
      }
      if (route.path().equals("$default") && !function.isEmpty()) {
        all.add(function);
      }
    }
  }

  private void permit(Route route, String suffix) {
    var arn =
        array(
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                + "${__ApiId__}/${__Stage__}/"
                + route.arn(),
            object("__ApiId__", ref(route.api), "__Stage__", "*"));
    var permission = object("Action", "lambda:InvokeFunction", "FunctionName", route.target.name());
    permission.put("Principal", GATEWAY);
    permission.set("SourceArn", object("Fn::Sub", arn));
    expansion.generate(
        route.target.id() + "Permission" + suffix, "AWS::Lambda::Permission", permission);
  }

  /** The operation of a route; it is added if it is not there. */
  static ObjectNode operation(ObjectNode body, Route route) {
    return body.withObjectProperty("paths")
        .withObjectProperty(route.path())
        .withObjectProperty(route.method());
  }

  static void security(ObjectNode operation, String scheme, JsonNode scopes) {
    operation
        .withArrayProperty("security")
        .add(object(scheme, scopes.isArray() ? scopes : array()));
  }
}
