package com.example.orders.json;

import com.example.orders.order.Sha256;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Map;

/**
 * One text for all JSON texts that mean the same: names sorted by UTF-16 code unit as in RFC 8785,
 * no white space, numbers by value. Unlike RFC 8785 numbers are not cut to doubles, so that two
 * different numbers never look the same.
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  public static String of(JsonNode node) {
    var out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  /** Lower-case hexadecimal SHA-256 over the canonical text. */
  public static String hash(JsonNode node) {
    return Sha256.hex(of(node));
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node, out);
      case ARRAY -> array(node, out);
      case NUMBER -> number(node.decimalValue(), out);
      case STRING -> string(node.textValue(), out);
      case BOOLEAN, NULL -> out.append(node.asText());
      case BINARY, POJO, MISSING ->
          throw new IllegalArgumentException("No JSON: " + node.getNodeType());
    }
  }

  private static void object(JsonNode node, StringBuilder out) {
    out.append('{');
    var first = out.length();
    node.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            property -> {
              if (out.length() > first) {
                out.append(',');
              }
              string(property.getKey(), out);
              out.append(':');
              write(property.getValue(), out);
            });
    out.append('}');
  }

  private static void array(JsonNode node, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < node.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(node.get(i), out);
    }
    out.append(']');
  }

  /** Digits and exponent; never written out in full, for 1e999999 would be a million digits. */
  private static void number(BigDecimal value, StringBuilder out) {
    var shortest = value.stripTrailingZeros();
    out.append(shortest.unscaledValue());
    if (shortest.scale() != 0) {
      out.append('e').append(-(long) shortest.scale());
    }
  }

  /** Half a surrogate pair is escaped: as UTF-8 it would become '?', equal to any other half. */
  private static void string(String text, StringBuilder out) {
    out.append('"');
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c < 0x20 || (c >= 0xD800 && c <= 0xDFFF)) {
                out.append("\\u").append(HexFormat.of().toHexDigits((char) c));
              } else {
                out.appendCodePoint(c);
              }
            });
    out.append('"');
  }
}
