package com.example.orders.failures;

import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hides payment tokens, task tokens, addresses and notes before a payload or a cause is shown. What
 * is JSON is masked by name, also inside of strings that are JSON again; in any other text
 * everything that looks like one of them is. It is for display only: what is kept is whole.
 */
public final class Masking {
  /** The mask of a hidden value; an edited payload may hand it back. */
  public static final String MASK = "***";

  private static final String ADDRESS = "shippingAddress";
  private static final Set<String> SECRET =
      Set.of("paymentToken", "taskToken", "email", "note", "name", "street", "city", "postalCode");

  private static final Pattern TOKEN = Pattern.compile("tok_[A-Za-z0-9_-]+");
  private static final Pattern EMAIL =
      Pattern.compile("[\\p{L}\\p{N}._%+-]{1,64}+@[\\p{L}\\p{N}.-]{1,255}");
  private static final Pattern NAMED =
      Pattern.compile(
          "(\\\\*[\"'](?:"
              + String.join("|", SECRET)
              + ")\\\\*[\"']\\s*:\\s*)"
              + "(?:\\\\*\"[^\"]*+\"?|[^,}\\]\\s]++)");

  private final ObjectMapper mapper = OrderJson.mapper();

  /** A payload, or any text that may quote one. */
  public String mask(String text) {
    return tree(text).map(tree -> masked(tree).toString()).orElseGet(() -> maskText(text));
  }

  /** Whether a value of that name may have been hidden. */
  static boolean isSecret(String name) {
    return SECRET.contains(name) || name.equals(ADDRESS);
  }

  /** An address is hidden field by field, unless it is none. */
  private static boolean isHidden(String name, JsonNode value) {
    return SECRET.contains(name) || name.equals(ADDRESS) && !value.isObject();
  }

  /** An object or an array; any other JSON value is text to us. */
  Optional<JsonNode> tree(String text) {
    try {
      var tree = mapper.readTree(text);
      return tree != null && tree.isContainerNode() ? Optional.of(tree) : Optional.empty();
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty(); // no JSON
    }
  }

  private JsonNode masked(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var copy = object.objectNode();
        object
            .properties()
            .forEach(
                field ->
                    copy.set(
                        field.getKey(),
                        isHidden(field.getKey(), field.getValue())
                            ? hidden(field.getValue())
                            : masked(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        var copy = array.arrayNode();
        array.forEach(item -> copy.add(masked(item)));
        yield copy;
      }
      case TextNode string -> TextNode.valueOf(mask(string.textValue()));
      default -> node;
    };
  }

  /** Also an object or a number, which a client may have put in a string's place. */
  private static JsonNode hidden(JsonNode value) {
    return value.isNull() ? value : TextNode.valueOf(MASK);
  }

  private static String maskText(String text) {
    var named = NAMED.matcher(text).replaceAll("$1\"" + MASK + "\"");
    return EMAIL.matcher(TOKEN.matcher(named).replaceAll(MASK)).replaceAll(MASK);
  }
}
