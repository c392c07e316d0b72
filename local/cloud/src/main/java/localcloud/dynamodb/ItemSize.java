package localcloud.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The size of an item by which DynamoDB charges (developer guide, "DynamoDB item sizes and
 * formats").
 */
final class ItemSize {
  private ItemSize() {}

  /** Units for writing an item once: its size in KB, rounded up, at least one. */
  static int writeUnits(JsonNode item) {
    return Math.max(1, Math.ceilDiv(bytes(item), 1024));
  }

  private static int bytes(JsonNode attributes) {
    var sum = 0;
    for (var attribute : attributes.properties()) {
      sum += utf8(attribute.getKey()) + valueBytes(attribute.getValue());
    }
    return sum;
  }

  private static int valueBytes(JsonNode typed) {
    var type = typed.fieldNames().next();
    var value = typed.get(type);
    return switch (type) {
      case "S" -> utf8(value.asText());
      case "N" -> numberBytes(value.asText());
      case "B" -> base64Bytes(value.asText());
      case "L" -> 3 + sum(value) + value.size();
      case "M" -> 3 + bytes(value) + value.size();
      case "SS", "NS", "BS" -> setBytes(type, value);
      default -> 1;
    };
  }

  private static int sum(JsonNode list) {
    var sum = 0;
    for (var element : list) {
      sum += valueBytes(element);
    }
    return sum;
  }

  private static int setBytes(String type, JsonNode values) {
    var sum = 0;
    for (var value : values) {
      sum +=
          switch (type) {
            case "NS" -> numberBytes(value.asText());
            case "BS" -> base64Bytes(value.asText());
            default -> utf8(value.asText());
          };
    }
    return sum;
  }

  /** About one byte for two significant digits, and one more. */
  private static int numberBytes(String number) {
    var digits = number.replaceAll("[^0-9]", "").replaceAll("^0+|0+$", "");
    return Math.ceilDiv(digits.length(), 2) + (number.startsWith("-") ? 2 : 1);
  }

  private static int base64Bytes(String text) {
    return text.length() * 3 / 4;
  }

  private static int utf8(String text) {
    return text.getBytes(UTF_8).length;
  }
}
