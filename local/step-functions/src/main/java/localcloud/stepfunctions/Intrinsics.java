package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The intrinsic functions {@code States.*} (Step Functions guide, "Intrinsic functions"). A misuse
 * is an {@link IllegalArgumentException} whose message says what is wrong.
 */
final class Intrinsics {
  private static final Set<String> HASHES = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");
  private static final int MAX_ELEMENTS = 1000;
  private static final Set<String> KNOWN =
      Set.of(
          "States.Format",
          "States.StringToJson",
          "States.JsonToString",
          "States.Array",
          "States.ArrayPartition",
          "States.ArrayContains",
          "States.ArrayRange",
          "States.ArrayGetItem",
          "States.ArrayLength",
          "States.ArrayUnique",
          "States.Base64Encode",
          "States.Base64Decode",
          "States.Hash",
          "States.JsonMerge",
          "States.MathRandom",
          "States.MathAdd",
          "States.StringSplit",
          "States.UUID");

  private final RandomGenerator random;

  Intrinsics(RandomGenerator random) {
    this.random = random;
  }

  static boolean isKnown(String function) {
    return KNOWN.contains(function);
  }

  JsonNode call(String function, List<JsonNode> arguments) {
    var in = new Arguments(function, arguments);
    return switch (function) {
      case "States.Format" -> format(in);
      case "States.StringToJson" -> stringToJson(in.text(0));
      case "States.JsonToString" -> TextNode.valueOf(Json.write(in.any(0)));
      case "States.Array" -> Json.array().addAll(arguments);
      case "States.ArrayPartition" -> partition(in.array(0), in.integer(1));
      case "States.ArrayContains" -> BooleanNode.valueOf(contains(in.array(0), in.any(1)));
      case "States.ArrayRange" -> range(in.integer(0), in.integer(1), in.integer(2), MAX_ELEMENTS);
      case "States.ArrayGetItem" -> item(in.array(0), in.integer(1));
      case "States.ArrayLength" -> LongNode.valueOf(in.array(0).size());
      case "States.ArrayUnique" -> Json.array().addAll(unique(in.array(0)));
      case "States.Base64Encode" ->
          TextNode.valueOf(Base64.getEncoder().encodeToString(in.text(0).getBytes(UTF_8)));
      case "States.Base64Decode" ->
          TextNode.valueOf(new String(Base64.getDecoder().decode(in.text(0)), UTF_8));
      case "States.Hash" -> TextNode.valueOf(hash(Values.plain(in.any(0)), in.text(1)));
      case "States.JsonMerge" -> merge(in.object(0), in.object(1), in.any(2));
      case "States.MathRandom" -> random(in, arguments.size());
      case "States.MathAdd" -> LongNode.valueOf(in.integer(0) + in.integer(1));
      case "States.StringSplit" -> split(in.text(0), in.text(1));
      case "States.UUID" -> TextNode.valueOf(uuid(random));
      default -> throw new IllegalArgumentException("unknown intrinsic function " + function);
    };
  }

  private static JsonNode format(Arguments in) {
    var template = in.text(0);
    var out = new StringBuilder();
    var next = 1;
    for (var i = 0; i < template.length(); i++) {
      var c = template.charAt(i);
      if (c == '\\' && i + 1 < template.length() && "{}\\'".indexOf(template.charAt(i + 1)) >= 0) {
        out.append(template.charAt(++i));
      } else if (c == '{' && template.startsWith("{}", i)) {
        out.append(Values.plain(in.any(next++)));
        i++;
      } else {
        out.append(c);
      }
    }
    in.exactly(next);
    return TextNode.valueOf(out.toString());
  }

  private static JsonNode stringToJson(String text) {
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Unable to parse JSON: " + e.getOriginalMessage(), e);
    }
  }

  static ArrayNode partition(ArrayNode array, long size) {
    if (size <= 0) {
      throw new IllegalArgumentException("The chunk size must be a positive integer");
    }
    var chunks = Json.array();
    var chunk = Json.array();
    for (var element : array) {
      if (chunk.isEmpty()) {
        chunks.add(chunk);
      }
      chunk.add(element);
      chunk = chunk.size() == size ? Json.array() : chunk;
    }
    return chunks;
  }

  private static boolean contains(ArrayNode array, JsonNode wanted) {
    for (var element : array) {
      if (Values.same(element, wanted)) {
        return true;
      }
    }
    return false;
  }

  static ArrayNode range(long first, long last, long step, int most) {
    if (step == 0) {
      throw new IllegalArgumentException("The increment must not be zero");
    }
    var count = Math.floor(((double) last - first) / step) + 1;
    if (count > most) {
      throw new IllegalArgumentException("The array can't contain more than " + most + " items");
    }
    var numbers = Json.array();
    for (var i = 0; i < count; i++) {
      numbers.add(first + i * step);
    }
    return numbers;
  }

  private static JsonNode item(ArrayNode array, long index) {
    if (index < 0 || index >= array.size()) {
      throw new IllegalArgumentException("Index " + index + " is out of bounds");
    }
    return array.get((int) index);
  }

  private static Set<JsonNode> unique(ArrayNode array) {
    var unique = new LinkedHashSet<JsonNode>();
    array.forEach(unique::add);
    return unique;
  }

  static String hash(String data, String algorithm) {
    if (!HASHES.contains(algorithm)) {
      throw new IllegalArgumentException("Unknown hash algorithm " + algorithm);
    }
    try {
      var digest = MessageDigest.getInstance(algorithm).digest(data.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode merge(ObjectNode first, ObjectNode second, JsonNode deep) {
    if (!deep.isBoolean() || deep.asBoolean()) {
      throw new IllegalArgumentException(
          "Only shallow merging is supported: the third argument must be false");
    }
    return first.deepCopy().setAll(second);
  }

  private JsonNode random(Arguments in, int given) {
    var start = in.integer(0);
    var end = in.integer(1);
    if (start >= end) {
      throw new IllegalArgumentException("The start must be less than the end");
    }
    var source = given > 2 ? new Random(in.integer(2)) : random;
    return LongNode.valueOf(source.nextLong(start, end));
  }

  private static JsonNode split(String text, String delimiters) {
    var parts = Json.array();
    var tokens = new StringTokenizer(text, delimiters);
    while (tokens.hasMoreTokens()) {
      parts.add(tokens.nextToken());
    }
    return parts;
  }

  /** A version 4 UUID from the given source. */
  static String uuid(RandomGenerator random) {
    var high = random.nextLong() & 0xFFFFFFFFFFFF0FFFL | 0x4000L;
    var low = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /** The arguments of one call, with their types checked on access. */
  private record Arguments(String function, List<JsonNode> values) {
    JsonNode any(int index) {
      if (index >= values.size()) {
        throw new IllegalArgumentException("Invalid number of arguments for " + function);
      }
      return values.get(index);
    }

    void exactly(int count) {
      if (values.size() != count) {
        throw new IllegalArgumentException("Invalid number of arguments for " + function);
      }
    }

    String text(int index) {
      if (any(index).isTextual()) {
        return any(index).asText();
      }
      throw wrong(index, "string");
    }

    long integer(int index) {
      if (any(index).isNumber()) {
        return Math.round(any(index).asDouble());
      }
      throw wrong(index, "number");
    }

    ArrayNode array(int index) {
      if (any(index) instanceof ArrayNode array) {
        return array;
      }
      throw wrong(index, "array");
    }

    ObjectNode object(int index) {
      if (any(index) instanceof ObjectNode object) {
        return object;
      }
      throw wrong(index, "object");
    }

    private IllegalArgumentException wrong(int index, String type) {
      return new IllegalArgumentException(
          "Argument " + (index + 1) + " of " + function + " must be of type " + type);
    }
  }
}
