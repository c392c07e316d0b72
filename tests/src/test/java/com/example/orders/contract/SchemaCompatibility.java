package com.example.orders.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Whether consumers of a released schema can live with events of another one, and the other way
 * round: an archive replays what was published long ago. Fields may be added as long as nobody must
 * have them; everything else needs a new version.
 */
final class SchemaCompatibility {
  private static final Set<String> NO_RULES =
      Set.of("title", "description", "examples", "$comment");

  private final List<String> breaks = new ArrayList<>();

  private SchemaCompatibility() {}

  /** What would break somebody, each with its place. */
  static List<String> breaks(JsonNode released, JsonNode current) {
    var comparison = new SchemaCompatibility();
    comparison.compareSchemas("$", released, current);
    return comparison.breaks;
  }

  private void compareSchemas(String place, JsonNode released, JsonNode current) {
    for (var keyword : names(released, current)) {
      var before = released.path(keyword);
      var now = current.path(keyword);
      switch (keyword) {
        case "properties" -> compareFields(place, before, now);
        case "items" -> compareSchemas(place + "[]", before, now);
        case "required" -> compareRequired(place, before, now);
        default -> {
          if (!NO_RULES.contains(keyword) && !before.equals(now)) {
            breaks.add("%s: %s was %s, is %s".formatted(place, keyword, text(before), text(now)));
          }
        }
      }
    }
  }

  private void compareFields(String place, JsonNode released, JsonNode current) {
    for (var field : names(released, current)) {
      var fieldsPlace = place + "." + field;
      if (!current.has(field)) {
        breaks.add(fieldsPlace + ": is gone");
      } else if (released.has(field)) {
        compareSchemas(fieldsPlace, released.get(field), current.get(field));
      } else if (current.get(field).findValues("additionalProperties").stream()
          .anyMatch(open -> open.isBoolean() && !open.booleanValue())) {
        breaks.add(fieldsPlace + ": can never get another field");
      }
    }
  }

  private void compareRequired(String place, JsonNode released, JsonNode current) {
    var before = texts(released);
    var now = texts(current);
    before.stream()
        .filter(field -> !now.contains(field))
        .forEach(field -> breaks.add(place + "." + field + ": may be missing now"));
    now.stream()
        .filter(field -> !before.contains(field))
        .forEach(field -> breaks.add(place + "." + field + ": must be there now"));
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "not said" : value.toString();
  }

  private static Set<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(JsonNode one, JsonNode other) {
    var names = new TreeSet<String>();
    one.fieldNames().forEachRemaining(names::add);
    other.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
