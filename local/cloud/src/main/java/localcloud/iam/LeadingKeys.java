package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import localcloud.sam.Stack;

/**
 * The partition keys that a call on a table names (DynamoDB guide, "Using IAM policy conditions for
 * fine-grained access control").
 *
 * @param byTable the name of the partition key's attribute
 */
record LeadingKeys(Map<String, String> byTable) {
  /** No key has this value, so that a call whose keys are not read here is not let in by them. */
  private static final String NOT_READ = "\0";

  static LeadingKeys of(Stack stack) {
    var names = new HashMap<String, String>();
    for (var table : stack.ofType("AWS::DynamoDB::Table")) {
      for (var key : table.properties().path("KeySchema")) {
        if (key.path("KeyType").asText().equals("HASH")) {
          names.put(table.ref(), key.path("AttributeName").asText());
        }
      }
    }
    return new LeadingKeys(Map.copyOf(names));
  }

  /**
   * Of a call on one item.
   *
   * @param table its name or ARN
   */
  Map<String, List<String>> context(String table, JsonNode request) {
    var attribute = byTable.getOrDefault(table.substring(table.lastIndexOf('/') + 1), "");
    var item = request.has("Key") ? request.path("Key") : request.path("Item");
    var value = item.path(attribute).elements();
    var key = value.hasNext() ? value.next().asText() : NOT_READ;
    return Map.of(Conditions.LEADING_KEYS, List.of(key));
  }
}
