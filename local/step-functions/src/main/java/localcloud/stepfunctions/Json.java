package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON text to tree and back. */
final class Json {
  static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** The most bytes that a state may hand on (Step Functions quotas: 256 KiB). */
  static final int MAX_BYTES = 262_144;

  private Json() {}

  static JsonNode parse(String text) throws JsonProcessingException {
    var tree = MAPPER.readTree(text);
    return tree.isMissingNode() ? JsonNodeFactory.instance.nullNode() : tree;
  }

  static String write(JsonNode value) {
    return value.toString();
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static boolean isTooLarge(String text) {
    return text.length() > MAX_BYTES / 4 && text.getBytes(UTF_8).length > MAX_BYTES;
  }
}
