package com.example.orders.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object whose properties are all known; its errors say where, but never quote the text. */
record Fields(String path, JsonNode node) {

  static Fields of(String path, @Nullable JsonNode node, Set<String> known)
      throws UnreadableMessageException {
    if (node == null || !node.isObject()) {
      throw new UnreadableMessageException(path + " is no object");
    }
    if (!known.containsAll(node.propertyStream().map(Map.Entry::getKey).toList())) {
      throw new UnreadableMessageException(path + " has a property that is not known");
    }
    return new Fields(path, node);
  }

  Fields object(String name, Set<String> known) throws UnreadableMessageException {
    return of(path + "." + name, node.get(name), known);
  }

  List<Fields> objects(String name, Set<String> known) throws UnreadableMessageException {
    var array = node.get(name);
    if (array == null || !array.isArray()) {
      throw wrong(name, "is no array");
    }
    var objects = new ArrayList<Fields>();
    for (var element : array) {
      objects.add(of(path + "." + name + "[" + objects.size() + "]", element, known));
    }
    return objects;
  }

  String text(String name) throws UnreadableMessageException {
    var value = node.get(name);
    if (value == null || !value.isTextual()) {
      throw wrong(name, "is no string");
    }
    return value.textValue();
  }

  @Nullable String optionalText(String name) throws UnreadableMessageException {
    return node.has(name) ? text(name) : null;
  }

  /** False if it is absent. */
  boolean flag(String name) throws UnreadableMessageException {
    var value = node.get(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "is no boolean");
    }
    return value != null && value.booleanValue();
  }

  /** {@code 1.0} is the integer 1, as it is in the canonical text. */
  int integer(String name) throws UnreadableMessageException {
    var value = node.get(name);
    if (value == null || !value.isNumber()) {
      throw wrong(name, "is no number");
    }
    try {
      return value.decimalValue().intValueExact();
    } catch (ArithmeticException e) {
      throw wrong(name, "is no integer");
    }
  }

  private UnreadableMessageException wrong(String name, String what) {
    return new UnreadableMessageException(path + "." + name + " " + what);
  }
}
