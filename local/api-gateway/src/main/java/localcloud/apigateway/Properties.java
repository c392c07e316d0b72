package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads definitions strictly: what is not known here is refused, never ignored. */
final class Properties {
  private static final String PREFIX = "x-amazon-apigateway-";
  private static final Set<String> EXTENSIONS =
      Set.of(
          "any-method",
          "api-key-source",
          "auth",
          "authorizer",
          "authtype",
          "binary-media-types",
          "documentation",
          "gateway-responses",
          "integration",
          "request-validator",
          "request-validators");

  private Properties() {}

  static void only(JsonNode node, String pointer, String... known) {
    for (var name : (Iterable<String>) node::fieldNames) {
      if (!Set.of(known).contains(name)) {
        throw new UnsupportedDefinitionException(pointer + "/" + escape(name), "not supported");
      }
    }
  }

  /** Refuses extensions of API Gateway that the local one does not know. */
  static void knownExtensions(JsonNode node, String pointer) {
    knownExtensions(node, pointer, EXTENSIONS);
  }

  static void knownExtensions(JsonNode node, String pointer, Set<String> known) {
    for (var entry : node.properties()) {
      var name = entry.getKey();
      var at = pointer + "/" + escape(name);
      if (name.startsWith(PREFIX) && !known.contains(name.substring(PREFIX.length()))) {
        throw new UnsupportedDefinitionException(at, "not supported");
      }
      knownExtensions(entry.getValue(), at, known);
    }
    if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        knownExtensions(node.get(i), pointer + "/" + i, known);
      }
    }
  }

  static Map<String, String> texts(JsonNode node) {
    var texts = new LinkedHashMap<String, String>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
