package localcloud.stepfunctions;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns JSON trees into the plain Java values of the JSONata engine and back. */
final class JsonataValues {
  private static final double EXACT = 9_007_199_254_740_992.0;

  private JsonataValues() {}

  static Object toJava(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        value.properties().forEach(entry -> map.put(entry.getKey(), toJava(entry.getValue())));
        yield map;
      }
      case ARRAY -> {
        var list = new ArrayList<Object>(value.size());
        value.forEach(element -> list.add(toJava(element)));
        yield list;
      }
      case STRING -> value.asText();
      case BOOLEAN -> value.asBoolean();
      case NUMBER -> value.numberValue();
      default -> Jsonata.NULL_VALUE;
    };
  }

  /** The JSON of a result, or empty where it holds something that JSON cannot (a function). */
  static Optional<JsonNode> toJson(Object value) {
    if (value == Jsonata.NULL_VALUE) {
      return Optional.of(NullNode.instance);
    }
    return switch (value) {
      case String text -> Optional.of(TextNode.valueOf(text));
      case Boolean bool -> Optional.of(BooleanNode.valueOf(bool));
      case BigDecimal decimal -> Optional.of(DecimalNode.valueOf(decimal));
      case Number number -> Optional.of(number(number));
      case Map<?, ?> map -> object(map);
      case List<?> list -> array(list);
      default -> Optional.empty();
    };
  }

  private static JsonNode number(Number number) {
    var value = number.doubleValue();
    if (number instanceof Integer || number instanceof Long) {
      return LongNode.valueOf(number.longValue());
    }
    return value == Math.rint(value) && Math.abs(value) <= EXACT
        ? LongNode.valueOf((long) value) // JSON has one kind of number: 2.0 is 2
        : DoubleNode.valueOf(value);
  }

  private static Optional<JsonNode> object(Map<?, ?> map) {
    var object = Json.object();
    for (var entry : map.entrySet()) {
      var json =
          entry.getValue() == null
              ? Optional.<JsonNode>of(NullNode.instance)
              : toJson(entry.getValue());
      if (json.isEmpty()) {
        return json;
      }
      object.set(String.valueOf(entry.getKey()), json.get());
    }
    return Optional.of(object);
  }

  private static Optional<JsonNode> array(List<?> list) {
    var array = Json.array();
    for (var element : list) {
      var json = element == null ? Optional.<JsonNode>of(NullNode.instance) : toJson(element);
      if (json.isEmpty()) {
        return json;
      }
      array.add(json.get());
    }
    return Optional.of(array);
  }
}
