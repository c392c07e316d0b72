package com.example.orders.settings.appconfig;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The values of one flag, and which of them have been read. */
final class FlagAttributes {
  private final JsonNode values;
  private final Set<String> read = new HashSet<>(Set.of("enabled", "_createdAt", "_updatedAt"));

  FlagAttributes(JsonNode values) {
    this.values = values;
  }

  /** AppConfig's type is a number with whole limits, so a fraction gets through to here. */
  int whole(String name) {
    var value = value(name);
    if (value.isNumber()) {
      try {
        return value.decimalValue().intValueExact();
      } catch (ArithmeticException _) {
        // neither whole nor small
      }
    }
    throw new IllegalArgumentException(name + " must be a whole number");
  }

  boolean truth(String name) {
    var value = value(name);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(name + " must be true or false");
    }
    return value.booleanValue();
  }

  String text(String name) {
    var value = value(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " must be a text");
    }
    return value.textValue();
  }

  /** A pattern lets the 31st of February through to here. */
  Instant time(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(name + " must be a time such as 2026-01-31T12:00:00Z", e);
    }
  }

  private JsonNode value(String name) {
    read.add(name);
    return values.path(name);
  }

  /** What has been given and nobody has asked for. */
  SortedSet<String> unread() {
    var unread = new TreeSet<String>();
    values.fieldNames().forEachRemaining(unread::add);
    unread.removeAll(read);
    return unread;
  }
}
