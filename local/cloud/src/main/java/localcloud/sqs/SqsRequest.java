package localcloud.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;
import localcloud.endpoint.Protocol;

/**
 * A request to SQS in the form of its JSON protocol, also if it came in the Query protocol, whose
 * lists and maps are numbered parameters ({@code SendMessageBatchRequestEntry.1.Id}).
 */
record SqsRequest(AwsCall call, String operation, JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ENTRY = Pattern.compile("\\w+BatchRequestEntry\\.(\\d+)\\.(.+)");
  private static final Pattern MAP =
      Pattern.compile("(MessageAttribute|Attribute)\\.(\\d+)\\.(Name|Value)(?:\\.(\\w+))?");

  static SqsRequest of(AwsCall call) {
    var body = Protocol.of(call) == Protocol.JSON ? call.jsonOrEmpty() : tree(call.parameters());
    return new SqsRequest(call, call.operation(), body);
  }

  /** The queue's name, from its URL or, in the Query protocol, the request's path. */
  String queue() {
    var url = body.path("QueueUrl").asText();
    var place = url.isEmpty() ? call.path().replaceFirst("\\?.*", "") : url;
    return place.substring(place.lastIndexOf('/') + 1);
  }

  boolean isBatch() {
    return operation.endsWith("Batch");
  }

  /** An answer; an empty object if it is no JSON. */
  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static JsonNode tree(Map<String, String> form) {
    var root = JSON.createObjectNode();
    var entries = new TreeMap<Integer, Map<String, String>>();
    var single = new TreeMap<String, String>();
    form.forEach(
        (name, value) -> {
          var entry = ENTRY.matcher(name);
          if (entry.matches()) {
            entries
                .computeIfAbsent(Integer.valueOf(entry.group(1)), n -> new TreeMap<>())
                .put(entry.group(2), value);
          } else {
            single.put(name, value);
          }
        });
    put(root, single);
    for (var entry : entries.values()) {
      put(root.withArray("Entries").addObject(), entry);
    }
    return root;
  }

  private static void put(ObjectNode target, Map<String, String> parameters) {
    var names = new TreeMap<String, String>();
    parameters.forEach((key, value) -> putName(names, key, value));
    parameters.forEach(
        (key, value) -> {
          var member = MAP.matcher(key);
          if (!member.matches()) {
            target.put(key, value);
          } else if (member.group(3).equals("Value")) {
            var map = target.withObjectProperty(member.group(1) + "s");
            var name = names.getOrDefault(member.group(1) + member.group(2), "");
            if (member.group(4) == null) {
              map.put(name, value);
            } else {
              map.withObjectProperty(name).put(member.group(4), value);
            }
          }
        });
  }

  private static void putName(Map<String, String> names, String key, String value) {
    var member = MAP.matcher(key);
    if (member.matches() && member.group(3).equals("Name")) {
      names.put(member.group(1) + member.group(2), value);
    }
  }
}
