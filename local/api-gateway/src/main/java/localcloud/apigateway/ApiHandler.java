package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import localcloud.apigateway.ApiHost.Kind;
import localcloud.apigateway.ApiHost.Served;
import localcloud.apigateway.UnsupportedDefinitionException.Problem;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsService;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::ApiGateway::RestApi} and {@code AWS::ApiGatewayV2::Api}. */
public record ApiHandler(Kind kind, ResourceType type) implements ResourceHandler {
  private static final String BODY = "Body";
  private static final String PROTOCOL = "ProtocolType";
  private static final String WEB_SOCKET = "WEBSOCKET";
  private static final Trust NOBODY =
      new Trust((pool, token) -> Optional.empty(), IamCallers.none(), "", Clock.systemUTC());
  private static final AwsService NOTHING = call -> AwsAnswer.json("{}");

  public static ApiHandler rest() {
    return new ApiHandler(
        Kind.REST,
        ResourceType.of("AWS::ApiGateway::RestApi")
            .ref(id -> id.hash(10))
            .attribute("RestApiId", id -> id.hash(10))
            .attribute(RestApiDefinition.ROOT, id -> id.hash(10))
            .applied(BODY, RestApiDefinition.BINARY, RestApiDefinition.KEY_SOURCE)
            .withoutEffect("Name", "EndpointConfiguration", "Parameters", "FailOnWarnings", "Mode")
            .withoutEffect("MinimumCompressionSize", "DisableExecuteApiEndpoint")
            .build());
  }

  public static ApiHandler http() {
    return new ApiHandler(
        Kind.HTTP,
        ResourceType.of("AWS::ApiGatewayV2::Api")
            .ref(id -> id.hash(10))
            .attribute("ApiId", id -> id.hash(10))
            .attribute(
                "ApiEndpoint",
                id ->
                    "%s://%s.execute-api.%s.amazonaws.com"
                        .formatted(
                            id.text(PROTOCOL).equals(WEB_SOCKET) ? "wss" : "https",
                            id.hash(10),
                            id.region()))
            .applied(BODY, PROTOCOL, "Name", "RouteSelectionExpression")
            .withoutEffect("FailOnWarnings")
            .build());
  }

  @Override
  public Map<String, String> parts() {
    var parts = new TreeMap<String, String>();
    if (kind == Kind.HTTP) {
      parts.put(StageHandler.HTTP, WebSocketPart.API);
      WebSocketPart.ALL.forEach(part -> parts.put(part.type().name(), WebSocketPart.API));
      return parts;
    }
    RestApiPart.ALL.forEach(part -> parts.put(part.type().name(), RestApiPart.API));
    for (var other : List.of(MethodHandler.NAME, StageHandler.REST, StageHandler.DEPLOYMENT)) {
      parts.put(other, RestApiPart.API);
    }
    return parts;
  }

  @Override
  public Creation read(Resource api) {
    if (kind == Kind.HTTP && isWebSocket(api)) {
      return webSocket(api);
    }
    var body = api.properties().json(BODY);
    if (!body.isMissingNode() && !body.isObject()) {
      api.properties().refuse(BODY, "must be an object", "write an OpenAPI document");
      return Creation.NONE;
    }
    if (!api.parts().whole()) { // a part's own findings are enough
      refuse(problems(body), api);
      return Creation.NONE;
    }
    var stage = stage(api);
    var definition = definition(api);
    return stage.isEmpty() ? Creation.NONE : opening(kind, api, stage.get(), definition);
  }

  private static boolean isWebSocket(Resource api) {
    var protocol = api.properties().oneOf(PROTOCOL, "HTTP", "HTTP", WEB_SOCKET);
    if (protocol.equals(WEB_SOCKET)) {
      return true;
    }
    api.properties().forbid("Name", "is the title in the Body of an HTTP API");
    api.properties().forbid("RouteSelectionExpression", "is of WebSocket APIs");
    if (!api.properties().has(BODY)) {
      api.properties().refuse(BODY, "is missing", "write an OpenAPI document");
    }
    for (var part : WebSocketPart.ALL) {
      api.parts()
          .ofType(part.type().name())
          .forEach(one -> one.properties().refuse("", "is of an HTTP API", "write it in its Body"));
    }
    return false;
  }

  private static Creation webSocket(Resource api) {
    var definition = WebSocketDefinition.of(api);
    if (!api.parts().whole()) {
      return Creation.NONE;
    }
    return stage(api)
        .map(stage -> opening(Kind.WEB_SOCKET, api, stage, definition))
        .orElse(Creation.NONE);
  }

  private static Creation opening(
      Kind kind, Resource api, StageSettings stage, JsonNode definition) {
    return provision -> {
      var id = provision.accountId(api.logicalId());
      var served = new Served(kind, id, api.ref(), stage, definition);
      provision.whenComplete(() -> provision.get(ApiHost.class).open(served));
    };
  }

  private JsonNode definition(Resource api) {
    if (kind == Kind.HTTP) {
      var body = api.properties().json(BODY);
      refuse(problems(body), api);
      return body;
    }
    var made = RestApiDefinition.of(api);
    for (var problem : problems(made.definition())) {
      refuse(List.of(problem), made.at(problem.pointer()));
    }
    return made.definition();
  }

  /** Of an API it is its body that is wrong; a part is named as a whole. */
  private void refuse(List<Problem> problems, Resource of) {
    for (var problem : problems) {
      if (of.type().equals(type.name()) && of.properties().has(BODY)) {
        of.properties().refuse(BODY + problem.pointer(), problem.problem(), "mend it");
      } else {
        of.properties().refuse("", problem.pointer() + ": " + problem.problem(), "mend it");
      }
    }
  }

  /** What {@link ApiGateway} would not serve. */
  private List<Problem> problems(JsonNode definition) {
    if (definition.isMissingNode()) {
      return List.of();
    }
    var settings = ApiSettings.of(0, "", "", "");
    try {
      var unused =
          switch (kind) {
            case REST -> new RestApi(settings, definition, NOTHING, NOBODY);
            case HTTP -> new HttpApi(settings, definition, NOTHING, NOBODY);
            case WEB_SOCKET, FUNCTION_URL -> throw new IllegalStateException(kind + ": no OpenAPI");
          };
      return List.of();
    } catch (UnsupportedDefinitionException e) {
      return e.problems();
    }
  }

  private static Optional<StageSettings> stage(Resource api) {
    var stages = new ArrayList<Resource>();
    for (var type : List.of(StageHandler.REST, StageHandler.HTTP, StageHandler.DEPLOYMENT)) {
      api.parts().ofType(type).stream()
          .filter(part -> part.properties().has("StageName"))
          .forEach(stages::add);
    }
    if (stages.isEmpty()) {
      api.properties().refuse("", "has no stage", "declare one");
      return Optional.empty();
    }
    var first = settings(stages.getFirst());
    for (var other : stages) {
      if (!settings(other).name().equals(first.name())) {
        other
            .properties()
            .refuse(
                "StageName",
                "the local cloud serves one stage of an API, here " + first.name(),
                "declare one");
      }
    }
    return Optional.of(first);
  }

  private static StageSettings settings(Resource stage) {
    return switch (stage.type()) {
      case StageHandler.REST -> StageSettings.ofRest(stage.properties());
      case StageHandler.HTTP -> StageSettings.ofHttp(stage.properties());
      default -> StageSettings.ofDeployment(stage.properties());
    };
  }
}
