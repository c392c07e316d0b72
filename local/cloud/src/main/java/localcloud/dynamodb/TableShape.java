package localcloud.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table's keys and indexes, as far as they decide what a write costs (developer guide, "Global
 * secondary indexes: storage and write considerations").
 */
record TableShape(List<String> keys, List<Index> indexes) {

  /** The attributes copied into an index; {@code all} means every attribute. */
  private record Index(List<String> keys, Set<String> projected, boolean all) {}

  static TableShape of(JsonNode description) {
    var keys = keys(description);
    var indexes = new ArrayList<Index>();
    for (var kind : List.of("GlobalSecondaryIndexes", "LocalSecondaryIndexes")) {
      for (var index : description.path(kind)) {
        var projection = index.path("Projection");
        var indexKeys = keys(index);
        var projected = new HashSet<String>(keys);
        projected.addAll(indexKeys);
        projection.path("NonKeyAttributes").forEach(name -> projected.add(name.asText()));
        var all = projection.path("ProjectionType").asText().equals("ALL");
        indexes.add(new Index(indexKeys, projected, all));
      }
    }
    return new TableShape(keys, indexes);
  }

  private static List<String> keys(JsonNode description) {
    return description.path("KeySchema").findValuesAsText("AttributeName");
  }

  /** The primary key of an item. */
  JsonNode keyOf(JsonNode item) {
    var key = JsonNodeFactory.instance.objectNode();
    keys.forEach(name -> key.set(name, item.path(name)));
    return key;
  }

  /** Units for turning one item into another in the table and its indexes; empty means absent. */
  int writeUnits(JsonNode before, JsonNode after) {
    var units = Math.max(ItemSize.writeUnits(before), ItemSize.writeUnits(after));
    for (var index : indexes) {
      units += indexUnits(index, entry(index, before), entry(index, after));
    }
    return units;
  }

  private static int indexUnits(Index index, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return 0;
    }
    var sameKey = index.keys().stream().allMatch(key -> before.path(key).equals(after.path(key)));
    if (sameKey) {
      return Math.max(ItemSize.writeUnits(before), ItemSize.writeUnits(after));
    }
    return (before.isEmpty() ? 0 : ItemSize.writeUnits(before))
        + (after.isEmpty() ? 0 : ItemSize.writeUnits(after));
  }

  private static ObjectNode entry(Index index, JsonNode item) {
    var entry = JsonNodeFactory.instance.objectNode();
    if (!index.keys().stream().allMatch(item::has)) {
      return entry;
    }
    for (var attribute : item.properties()) {
      if (index.all() || index.projected().contains(attribute.getKey())) {
        entry.set(attribute.getKey(), attribute.getValue());
      }
    }
    return entry;
  }
}
