package localcloud.sam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Short forms for the JSON that the expansion builds. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /** An object of key, value, key, value …; a missing value leaves its key out. */
  static ObjectNode object(Object... keysAndValues) {
    var object = NODES.objectNode();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      var value = node(keysAndValues[i + 1]);
      if (!value.isMissingNode()) {
        object.set((String) keysAndValues[i], value);
      }
    }
    return object;
  }

  static ArrayNode array(Object... values) {
    var array = NODES.arrayNode();
    for (var value : values) {
      array.add(node(value));
    }
    return array;
  }

  static ObjectNode ref(String logicalId) {
    return object("Ref", logicalId);
  }

  static ObjectNode getAtt(String logicalId, String attribute) {
    return object("Fn::GetAtt", array(logicalId, attribute));
  }

  /** Copies properties: {@code "Name"} as it is, {@code "Name>Other"} under another name. */
  static void copy(JsonNode from, ObjectNode to, String names) {
    for (var name : names.split(" ")) {
      var pair = name.split(">");
      if (from.has(pair[0])) {
        to.set(pair[pair.length - 1], from.get(pair[0]));
      }
    }
  }

  /** Whether it is one intrinsic function. */
  static boolean isFunction(JsonNode node) {
    var name = node.isObject() && node.size() == 1 ? node.fieldNames().next() : "";
    return name.equals("Ref") || name.startsWith("Fn::");
  }

  /** A value as a list: a list as it is, anything else as its only element. */
  static List<JsonNode> list(JsonNode node) {
    return node.isArray()
        ? List.copyOf(((ArrayNode) node).valueStream().toList())
        : node.isMissingNode() || node.isNull() ? List.of() : List.of(node);
  }

  /** A file of data beside this class. */
  static JsonNode data(String file) {
    try (var in = Json.class.getResourceAsStream(file)) {
      return MAPPER.readTree(requireNonNull(in, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case JsonNode node -> node;
      case String text -> TextNode.valueOf(text);
      case Boolean bool -> NODES.booleanNode(bool);
      case Integer number -> NODES.numberNode(number);
      default -> throw new IllegalArgumentException(value.toString());
    };
  }
}
