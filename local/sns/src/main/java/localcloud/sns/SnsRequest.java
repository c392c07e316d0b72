package localcloud.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;

/**
 * A request of the SNS API: a form of the Query protocol, read into the members that the API
 * Reference names. A service of this machine may send the members as JSON.
 */
record SnsRequest(JsonNode members) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SnsRequest of(AwsCall call) {
    if (call.headers().containsKey("x-amz-target")) {
      return new SnsRequest(call.json());
    }
    var form = JSON.createObjectNode();
    call.parameters().forEach((name, value) -> put(form, name, value));
    return new SnsRequest(shaped(form));
  }

  private static void put(ObjectNode form, String name, String value) {
    var place = form;
    var steps = name.split("\\.");
    for (int i = 0; i < steps.length - 1; i++) {
      place = place.withObjectProperty(steps[i]);
    }
    place.put(steps[steps.length - 1], value);
  }

  /** Numbered members become arrays, numbered entries maps ("Query protocol" of Smithy). */
  private static JsonNode shaped(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    if (object.size() == 1 && object.path("member").isObject()) {
      var array = JsonNodeFactory.instance.arrayNode();
      numbered(object.get("member")).forEach(element -> array.add(shaped(element)));
      return array;
    }
    var shaped = JsonNodeFactory.instance.objectNode();
    if (object.size() == 1 && object.path("entry").isObject()) {
      for (var entry : numbered(object.get("entry"))) {
        var key = entry.path("key").asText(entry.path("Name").asText());
        shaped.set(key, shaped(entry.has("value") ? entry.get("value") : entry.path("Value")));
      }
      return shaped;
    }
    object.forEachEntry((name, value) -> shaped.set(name, shaped(value)));
    return shaped;
  }

  private static Iterable<JsonNode> numbered(JsonNode byNumber) {
    return byNumber
        .propertyStream()
        .sorted(Comparator.comparing(entry -> number(entry.getKey())))
        .map(entry -> entry.getValue())
        .toList();
  }

  private static int number(String key) {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw new AwsException(400, "MalformedQueryString", "Not a number: " + key);
    }
  }

  /** A member that may be left out; then it is empty. */
  String text(String name) {
    return members.path(name).asText("");
  }

  /** A member that must be there. */
  String needed(String name) {
    var text = text(name);
    if (text.isEmpty()) {
      throw Sns.invalid(name, "no value");
    }
    return text;
  }

  /** The map of that name, possibly empty. */
  ObjectNode map(String name) {
    return members.get(name) instanceof ObjectNode map ? map : JSON.createObjectNode();
  }
}
