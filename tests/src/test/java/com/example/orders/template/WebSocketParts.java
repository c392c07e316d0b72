package com.example.orders.template;

import com.example.orders.template.SourceFile.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Parts of a WebSocket API: API Gateway may refuse one while it makes another ("Unable to complete
 * operation due to concurrent modification", hashicorp/terraform-provider-aws #18018).
 *
 * @param needs the parts that each part names, which CloudFormation makes before it
 * @param apis the API of each part
 */
record WebSocketParts(SequencedMap<String, Set<String>> needs, Map<String, String> apis) {
  private static final Pattern TYPE = Pattern.compile("/Resources/(\\w+)/Type");
  private static final Pattern PART =
      Pattern.compile("AWS::ApiGatewayV2::(Route|Integration|Deployment|Stage)");
  private static final Pattern IN_TEXT = Pattern.compile("\\$\\{(\\w+)");

  static WebSocketParts of(SourceFile template) {
    var parts = new WebSocketParts(new LinkedHashMap<>(), new LinkedHashMap<>());
    template.values().forEach(parts::find);
    template.values().forEach(parts::read);
    return parts;
  }

  private void find(Value value) {
    var type = TYPE.matcher(value.path());
    if (type.matches() && PART.matcher(value.text()).matches()) {
      needs.put(type.group(1), new LinkedHashSet<>());
    }
  }

  private void read(Value value) {
    var keys = value.path().split("/");
    if (keys.length > 3 && keys[1].equals("Resources") && needs.containsKey(keys[2])) {
      named(value).filter(needs::containsKey).forEach(needs.get(keys[2])::add);
      if (value.path().endsWith("/Properties/ApiId")) {
        apis.put(keys[2], value.text());
      }
    }
  }

  private static Stream<String> named(Value value) {
    return switch (value.function()) {
      case "Ref", "GetAtt" -> Stream.of(value.text().replaceFirst("\\..*", ""));
      case "Sub" -> IN_TEXT.matcher(value.text()).results().map(found -> found.group(1));
      default -> value.path().contains("/DependsOn") ? Stream.of(value.text()) : Stream.empty();
    };
  }

  /** Each two of one API that neither names the other nor is after it by others between them. */
  List<String> madeAtOnce() {
    var pairs = new ArrayList<String>();
    for (var one : needs.keySet()) {
      for (var other : needs.keySet()) {
        if (one.compareTo(other) < 0
            && apis.get(one).equals(apis.get(other))
            && !isAfter(one, other)
            && !isAfter(other, one)) {
          pairs.add(one + " and " + other);
        }
      }
    }
    return pairs;
  }

  private boolean isAfter(String later, String earlier) {
    return needs.get(later).stream().anyMatch(one -> one.equals(earlier) || isAfter(one, earlier));
  }
}
