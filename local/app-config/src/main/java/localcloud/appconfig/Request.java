package localcloud.appconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;

/**
 * One call of an operation.
 *
 * @param variables those of the path and of the query string
 * @param body an empty object if it is no JSON object
 */
record Request(Operation operation, Map<String, String> variables, JsonNode body, AwsCall call) {
  /** A part of a path or of an ARN. */
  static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  /** Empty if it is another service's, or no operation has such a method and path. */
  static Optional<Request> of(AwsCall call) {
    if (!call.service().equals("appconfig")) {
      return Optional.empty();
    }
    var parts = call.path().split("\\?", 2);
    for (var operation : Operation.values()) {
      var path = operation.path().matcher(parts[0]);
      if (operation.method().equals(call.method()) && path.matches()) {
        var variables = new TreeMap<String, String>();
        for (var name : operation.path().namedGroups().keySet()) {
          variables.put(name, AwsCall.decoded(path.group(name)));
        }
        addQuery(parts.length > 1 ? parts[1] : "", variables);
        return Optional.of(new Request(operation, variables, body(operation, call), call));
      }
    }
    return Optional.empty();
  }

  private static void addQuery(String query, Map<String, String> variables) {
    for (var pair : query.split("&")) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) {
        variables.put(AwsCall.decoded(parts[0]), AwsCall.decoded(parts[1]));
      }
    }
  }

  private static JsonNode body(Operation operation, AwsCall call) {
    if (operation != Operation.CREATE_HOSTED_CONFIGURATION_VERSION
        && call.jsonOrEmpty() instanceof ObjectNode body) {
      return body;
    }
    return JsonNodeFactory.instance.objectNode();
  }

  /** A variable of the path or the query string; empty if there is none. */
  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** A header by its name in lower case; empty if there is none. */
  String header(String name) {
    return call.headers().getOrDefault(name, "");
  }

  /** The ends of the ARNs that the caller must be allowed. */
  List<String> resources() {
    var named =
        operation == Operation.GET_LATEST_CONFIGURATION
            ? Sessions.named(variable("configuration_token"))
            : body;
    return operation.resources().stream()
        .map(resource -> VARIABLE.matcher(resource).replaceAll(name -> value(name, named)))
        .toList();
  }

  private String value(MatchResult name, JsonNode named) {
    var inBody = named.path(name.group(1)).asText("*");
    return Matcher.quoteReplacement(variables.getOrDefault(name.group(1), inBody));
  }
}
