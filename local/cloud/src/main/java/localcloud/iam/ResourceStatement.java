package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import localcloud.resources.Problems;

/**
 * A statement of a resource-based policy.
 *
 * @param principals services, ARNs or {@code *}
 * @param resources ARNs with wildcards; empty for a trust policy, which is about its own role
 */
public record ResourceStatement(
    boolean allows,
    List<String> principals,
    List<String> actions,
    List<String> resources,
    Conditions conditions) {
  private static final Set<String> KNOWN =
      Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");

  /**
   * Reads a policy's statements.
   *
   * @param path where the document stands among the resource's properties; empty if it is all of it
   */
  public static List<ResourceStatement> read(String path, JsonNode document, Problems problems) {
    return StatementReader.of(path, document, problems).stream()
        .map(ResourceStatement::read)
        .toList();
  }

  static ResourceStatement read(StatementReader reader) {
    reader.only(KNOWN);
    return new ResourceStatement(
        reader.allows(),
        principals(reader),
        reader.texts("Action"),
        reader.statement().has("Resource") ? reader.texts("Resource") : List.of(),
        reader.conditions(Conditions.OF_RESOURCES));
  }

  private static List<String> principals(StatementReader reader) {
    var principal = reader.statement().path("Principal");
    if (!principal.isObject()) {
      return reader.texts("Principal");
    }
    var principals = new ArrayList<String>();
    for (var kind : principal.properties()) {
      if (Set.of("Service", "AWS").contains(kind.getKey())) {
        principals.addAll(reader.texts("Principal", kind.getValue()));
      } else {
        reader.refuse(
            "Principal", kind.getKey() + " is not supported locally", "name a Service or an AWS");
      }
    }
    return List.copyOf(principals);
  }

  boolean matches(String principal, String action, String resource, Map<String, String> context) {
    var regional = ServiceCall.regional(principal, context);
    return principals.stream().anyMatch(List.of("*", principal, regional)::contains)
        && actions.stream().anyMatch(one -> PolicyStatement.matchesAction(one, action))
        && (resources.isEmpty()
            || resources.stream().anyMatch(one -> PolicyStatement.matches(one, resource)))
        && conditions.hold(context);
  }
}
