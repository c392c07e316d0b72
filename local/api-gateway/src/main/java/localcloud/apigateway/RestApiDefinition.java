package localcloud.apigateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import localcloud.resources.Resource;

/**
 * Puts the definition of a REST API together that a template writes as separate resources: the
 * OpenAPI document that would say the same.
 */
final class RestApiDefinition {
  private static final String NO_METHODS = "The REST API doesn't contain any methods";
  static final String BINARY = "BinaryMediaTypes";
  static final String KEY_SOURCE = "ApiKeySourceType";
  static final String ROOT = "RootResourceId";

  private final Resource api;
  private final ObjectNode definition;
  private final Map<String, Resource> places = new HashMap<>();

  private RestApiDefinition(Resource api, ObjectNode definition) {
    this.api = api;
    this.definition = definition;
  }

  /** The API's {@code Body}, if it has one, and what its parts add to it. */
  static RestApiDefinition of(Resource api) {
    var hasBody = api.properties().json("Body") instanceof ObjectNode;
    var made = new RestApiDefinition(api, start(api));
    for (var kind : RestApiPart.ALL) {
      for (var part : api.parts().ofType(kind.type().name())) {
        made.places.put(kind.addition().to(made.definition, part), part);
      }
    }
    var methods = api.parts().ofType(MethodHandler.NAME);
    if (methods.isEmpty() && !hasBody) { // as on AWS
      api.properties().refuse("", NO_METHODS, "declare one, or a Body");
    } else if (!hasBody) {
      api.parts().refuseTooEarly(StageHandler.DEPLOYMENT, MethodHandler.NAME, NO_METHODS);
    }
    methods.forEach(made::add);
    return made;
  }

  private static ObjectNode start(Resource api) {
    var definition = body(api);
    var source = api.properties().oneOf(KEY_SOURCE, "HEADER", "HEADER", "AUTHORIZER");
    if (source.equals("AUTHORIZER")) {
      definition.put(RestApi.KEY_SOURCE, source);
    }
    for (var type : api.properties().texts(BINARY)) {
      definition.withArrayProperty(BinaryMedia.EXTENSION).add(type.replace("~1", "/"));
    }
    return definition;
  }

  private static ObjectNode body(Resource api) {
    if (api.properties().json("Body") instanceof ObjectNode body) {
      return ((ObjectNode) Swagger.toOpenApi(body)).deepCopy();
    }
    var empty = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.1");
    empty.putObject("paths");
    return empty;
  }

  ObjectNode definition() {
    return definition;
  }

  /** The part that stands at a place of the definition, or the API itself. */
  Resource at(String pointer) {
    return places.entrySet().stream()
        .filter(place -> pointer.startsWith(place.getKey()))
        .max(Comparator.comparing(place -> place.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(api);
  }

  private void add(Resource method) {
    path(method, "ResourceId")
        .ifPresent(
            path -> {
              var name = MethodHandler.add(definition, path, method.properties());
              places.put("/paths/" + Properties.escape(path) + "/" + name, method);
            });
  }

  /** Of a resource and those above it, up to the API's root. */
  private Optional<String> path(Resource of, String property) {
    var id = of.properties().text(property, "");
    if (id.equals(api.attributes().get(ROOT))) {
      return Optional.of("/");
    }
    var named =
        api.parts().ofType(RestApiPart.RESOURCE).stream()
            .filter(resource -> resource.ref().equals(id))
            .findFirst();
    if (named.isEmpty()) {
      of.properties().refuse(property, "is no resource of " + api.logicalId(), "name one by !Ref");
      return Optional.empty();
    }
    return path(named.get(), "ParentId")
        .map(
            parent ->
                parent.replaceFirst("/$", "")
                    + "/"
                    + named.get().properties().text("PathPart", ""));
  }
}
