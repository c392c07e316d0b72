package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/**
 * Reads Swagger 2.0, which SAM writes by default, as OpenAPI 3.0: what API Gateway imports of it.
 */
final class Swagger {
  private static final String DEFINITION = "#/definitions/";

  private Swagger() {}

  /** The definition as OpenAPI 3.0; one that is already is left as it is. */
  static JsonNode toOpenApi(JsonNode definition) {
    if (!definition.path("swagger").asText().equals("2.0")) {
      return definition;
    }
    var openApi = (ObjectNode) references(definition);
    // Of an import, API Gateway ignores where the API is said to be.
    openApi.remove(List.of("swagger", "host", "basePath", "schemes", "consumes", "produces"));
    openApi.put("openapi", "3.0.1");
    move(openApi, "definitions", "schemas");
    move(openApi, "securityDefinitions", "securitySchemes");
    for (var path : openApi.path("paths")) {
      for (var operation : path.properties()) {
        if (operation.getValue() instanceof ObjectNode method) {
          operation(method);
        }
      }
    }
    return openApi;
  }

  private static void move(ObjectNode openApi, String from, String to) {
    var moved = openApi.remove(from);
    if (moved != null) {
      openApi.withObjectProperty("components").set(to, moved);
    }
  }

  private static void operation(ObjectNode method) {
    var consumes = method.path("consumes");
    var mediaType = consumes.isEmpty() ? "application/json" : consumes.get(0).asText();
    method.remove(List.of("consumes", "produces", "schemes"));
    var parameters = JsonNodeFactory.instance.arrayNode();
    for (var parameter : method.path("parameters")) {
      if (parameter.path("in").asText().equals("body")) {
        var body = method.putObject("requestBody");
        body.putObject("content").putObject(mediaType).set("schema", parameter.path("schema"));
        body.put("required", parameter.path("required").asBoolean());
      } else {
        parameters.add(parameter);
      }
    }
    if (method.has("parameters")) {
      method.set("parameters", parameters);
    }
  }

  /** A copy whose references point to where OpenAPI 3.0 has schemas. */
  private static JsonNode references(JsonNode node) {
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(references(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    var object = JsonNodeFactory.instance.objectNode();
    node.forEachEntry(
        (name, value) -> {
          var isReference = name.equals("$ref") && value.asText().startsWith(DEFINITION);
          object.set(
              name,
              isReference
                  ? TextNode.valueOf(
                      "#/components/schemas/" + value.asText().substring(DEFINITION.length()))
                  : references(value));
        });
    return object;
  }
}
