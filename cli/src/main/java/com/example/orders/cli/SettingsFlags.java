package com.example.orders.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The flags as they are stored: shown, and changed by {@code flag=on} and {@code flag.name=1}. */
final class SettingsFlags {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SWITCH = "enabled";

  private final JsonNode document;

  private SettingsFlags(JsonNode document) {
    this.document = document;
  }

  static SettingsFlags read(String document) {
    try {
      return new SettingsFlags(JSON.readTree(document));
    } catch (JsonProcessingException e) {
      throw new CommandException("The stored flags are no JSON", e);
    }
  }

  /**
   * These values for a release that may have more flags and attributes than the one that stored
   * them: what it adds is as it is delivered.
   */
  SettingsFlags in(SettingsFlags release) {
    var completed = release.document.deepCopy();
    var stored = document.path("values");
    for (var flag : completed.path("values").properties()) {
      for (var attribute : List.copyOf(flag.getValue().properties())) {
        var value = stored.path(flag.getKey()).get(attribute.getKey());
        if (value != null && flag.getValue() instanceof ObjectNode settable) {
          settable.set(attribute.getKey(), value);
        }
      }
    }
    return new SettingsFlags(completed);
  }

  /**
   * The same flags with the changes made.
   *
   * @throws CommandException for what is no change, or names nothing that there is
   */
  SettingsFlags with(List<String> changes) {
    var changed = document.deepCopy();
    for (var change : changes) {
      var parts = change.split("=", 2);
      if (parts.length < 2) {
        throw CommandException.usage(
            change + " is no change: breaker=on, or breaker.openSeconds=60");
      }
      apply(changed.path("values"), parts[0], parts[1]);
    }
    return new SettingsFlags(changed);
  }

  private static void apply(JsonNode values, String name, String value) {
    var dot = name.indexOf('.');
    var flag = values.path(dot < 0 ? name : name.substring(0, dot));
    var attribute = dot < 0 ? SWITCH : name.substring(dot + 1);
    var known = flag.get(attribute);
    if (known == null || !(flag instanceof ObjectNode settable)) {
      throw CommandException.usage("There is no setting " + name);
    }
    var parsed = dot < 0 ? toggle(value) : parse(known, value);
    if (parsed == null) {
      throw CommandException.usage(
          "%s is %s, so it cannot be %s".formatted(name, kind(known, dot < 0), value));
    }
    settable.set(attribute, parsed);
  }

  private static @Nullable JsonNode toggle(String value) {
    return value.equals("on") || value.equals("off")
        ? JsonNodeFactory.instance.booleanNode(value.equals("on"))
        : null;
  }

  private static @Nullable JsonNode parse(JsonNode known, String value) {
    if (known.isBoolean()) {
      return value.equals("true") || value.equals("false")
          ? JsonNodeFactory.instance.booleanNode(value.equals("true"))
          : null;
    }
    if (known.isNumber()) {
      return value.matches("-?\\d{1,9}(\\.\\d{1,9})?")
          ? JsonNodeFactory.instance.numberNode(new BigDecimal(value))
          : null;
    }
    return JsonNodeFactory.instance.textNode(value);
  }

  private static String kind(JsonNode known, boolean isSwitch) {
    if (isSwitch) {
      return "on or off";
    }
    return known.isBoolean() ? "true or false" : "a number";
  }

  /** A line for each flag. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    for (var flag : document.path("values").properties()) {
      var line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "%-14s %-4s",
              flag.getKey(),
              flag.getValue().path(SWITCH).asBoolean() ? "on" : "off"));
      for (var value : flag.getValue().properties()) {
        if (!value.getKey().equals(SWITCH) && !value.getKey().startsWith("_")) {
          line.append(' ').append(value.getKey()).append('=').append(value.getValue().asText());
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  @Override
  public String toString() {
    return document.toString();
  }
}
