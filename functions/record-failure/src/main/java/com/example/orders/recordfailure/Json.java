package com.example.orders.recordfailure;

import com.example.orders.json.OrderJson;
import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into text that may be anything. What is nested too deep counts as no JSON. */
final class Json {
  private final ObjectMapper mapper = OrderJson.mapper();

  /** The object in the text, or a missing node in which nothing is found. */
  JsonNode object(@Nullable String text) {
    if (text == null) {
      return MissingNode.getInstance();
    }
    try {
      var tree = mapper.readTree(text);
      return tree != null && tree.isObject() ? tree : MissingNode.getInstance();
    } catch (JsonProcessingException | NumberFormatException e) {
      return MissingNode.getInstance();
    }
  }

  /** The text at a JSON pointer, if it is one and not empty. */
  static Optional<String> text(JsonNode node, String pointer) {
    return Optional.ofNullable(node.at(pointer).textValue()).filter(text -> !text.isEmpty());
  }

  /** The order that an object names, if both IDs have the form of one. */
  static Optional<OrderKey> order(JsonNode node) {
    return text(node, "/customer")
        .flatMap(customer -> text(node, "/orderId").flatMap(id -> order(customer, id)));
  }

  static Optional<OrderKey> order(String customer, String orderId) {
    try {
      return Optional.of(OrderKey.of(customer, orderId));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
