package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;

/** The calls that publish versions and show them, and make, move and show aliases. */
final class VersionsApi {
  /**
   * Answers a call on a function.
   *
   * @param part what follows the function in the path
   * @param name what follows that; may be empty
   * @return empty if it is no such call
   */
  Optional<ObjectNode> answer(PublishedFunction function, String part, String name, AwsCall call) {
    return switch (call.method() + part + (name.isEmpty() ? "" : "/NAME")) {
      case "POST/versions" -> Optional.of(publish(function, call));
      case "GET/versions" -> Optional.of(versions(function));
      case "POST/aliases" -> Optional.of(create(function, call));
      case "GET/aliases" -> Optional.of(aliases(function));
      case "GET/aliases/NAME" -> Optional.of(described(function, name, known(function, name)));
      case "PUT/aliases/NAME" -> Optional.of(update(function, name, call));
      default -> Optional.empty();
    };
  }

  /** The body of a call, without a member that would be ignored. */
  static JsonNode body(AwsCall call, String... known) {
    var body = call.jsonOrEmpty();
    for (var member : body.properties()) {
      if (!Set.of(known).contains(member.getKey()) && !member.getValue().isNull()) {
        throw invalid(member.getKey() + " is not supported locally");
      }
    }
    return body;
  }

  private static ObjectNode publish(PublishedFunction function, AwsCall call) {
    body(call);
    return configuration(function.publish());
  }

  private static ObjectNode configuration(FunctionSpec version) {
    return LambdaApi.configuration(version, version.arn() + ":" + version.version());
  }

  private static ObjectNode versions(PublishedFunction function) {
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("Versions");
    function.versions().forEach(version -> list.add(configuration(version)));
    return answer;
  }

  private static ObjectNode create(PublishedFunction function, AwsCall call) {
    var body = body(call, "Name", "FunctionVersion", "Description", "RoutingConfig");
    var name = body.path("Name").asText();
    if (function.aliases().containsKey(name)) {
      throw new AwsException(
          409, "ResourceConflictException", "Alias already exists: " + arn(function, name));
    }
    return put(function, name, Alias.of(""), body);
  }

  private static ObjectNode update(PublishedFunction function, String name, AwsCall call) {
    var body = body(call, "FunctionVersion", "Description", "RoutingConfig");
    return put(function, name, known(function, name), body);
  }

  private static ObjectNode put(
      PublishedFunction function, String name, Alias before, JsonNode body) {
    var version = body.path("FunctionVersion").asText(before.version());
    var description = body.path("Description").asText(before.description());
    var alias = new Alias(version, before.other(), before.weight(), description);
    if (body.hasNonNull("RoutingConfig")) {
      alias = shared(alias, body.get("RoutingConfig").path("AdditionalVersionWeights"));
    }
    check(function, alias);
    function.put(name, alias);
    return described(function, name, alias);
  }

  /** Without weights, all invocations go to the alias's version. */
  private static Alias shared(Alias alias, JsonNode weights) {
    if (weights.size() > 1) {
      throw invalid("An alias can point to a maximum of two versions");
    }
    var shared = new Alias(alias.version(), null, 0, alias.description());
    for (var weight : weights.properties()) {
      shared =
          new Alias(
              alias.version(),
              weight.getKey(),
              weight.getValue().asDouble(-1),
              alias.description());
    }
    return shared;
  }

  private static void check(PublishedFunction function, Alias alias) {
    var published = function.versions().stream().map(FunctionSpec::version).toList();
    if (!published.contains(alias.version())) {
      throw missing(function, alias.version());
    }
    var other = alias.other();
    if (other == null) {
      return;
    }
    if (!published.contains(other)) {
      throw missing(function, other);
    }
    if (List.of(alias.version(), FunctionSpec.LATEST).contains(other)
        || alias.version().equals(FunctionSpec.LATEST)) {
      throw invalid("Two published versions that differ share an alias; $LATEST cannot");
    }
    if (alias.weight() < 0 || alias.weight() > 1) {
      throw invalid("A weight is a number from 0.0 to 1.0");
    }
  }

  private static Alias known(PublishedFunction function, String name) {
    var alias = function.aliases().get(name);
    if (alias == null) {
      throw new AwsException(
          404, "ResourceNotFoundException", "Cannot find alias arn: " + arn(function, name));
    }
    return alias;
  }

  private static ObjectNode aliases(PublishedFunction function) {
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("Aliases");
    function.aliases().forEach((name, alias) -> list.add(described(function, name, alias)));
    return answer;
  }

  private static ObjectNode described(PublishedFunction function, String name, Alias alias) {
    var described =
        JsonNodeFactory.instance
            .objectNode()
            .put("AliasArn", arn(function, name))
            .put("Name", name)
            .put("FunctionVersion", alias.version())
            .put("Description", alias.description());
    if (alias.other() != null) {
      described
          .putObject("RoutingConfig")
          .putObject("AdditionalVersionWeights")
          .put(alias.other(), alias.weight());
    }
    return described;
  }

  private static String arn(PublishedFunction function, String name) {
    return function.spec().arn() + ":" + name;
  }

  private static AwsException missing(PublishedFunction function, String version) {
    return new AwsException(
        404, "ResourceNotFoundException", "Function not found: " + arn(function, version));
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "InvalidParameterValueException", message);
  }
}
