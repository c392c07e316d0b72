package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
   * @throws IllegalStateException naming what is not evaluated here
   */
  public static List<ResourceStatement> read(String place, JsonNode document) {
    var statements = new ArrayList<ResourceStatement>();
    var all = document.path("Statement");
    for (var statement : all.isArray() ? all : List.of(all)) {
      if (!statement.isMissingNode()) {
        statements.add(one(place, statement));
      }
    }
    return List.copyOf(statements);
  }

  static ResourceStatement one(String place, JsonNode statement) {
    for (var property : statement.properties()) {
      if (!KNOWN.contains(property.getKey())) {
        throw Policies.unsupported(place + property.getKey());
      }
    }
    return new ResourceStatement(
        Policies.allows(place, statement),
        principals(place, statement.path("Principal")),
        Policies.texts(place + "Action", statement.path("Action")),
        statement.has("Resource")
            ? Policies.texts(place + "Resource", statement.path("Resource"))
            : List.of(),
        Conditions.of(place, statement.path("Condition")));
  }

  private static List<String> principals(String place, JsonNode principal) {
    if (principal.isTextual()) {
      return List.of(principal.asText());
    }
    var principals = new ArrayList<String>();
    for (var kind : principal.properties()) {
      if (!Set.of("Service", "AWS").contains(kind.getKey())) {
        throw Policies.unsupported(place + "the principal " + kind.getKey());
      }
      principals.addAll(Policies.texts(place + "Principal", kind.getValue()));
    }
    return List.copyOf(principals);
  }

  boolean matches(String principal, String action, String resource, Map<String, String> context) {
    var regional = ServiceCall.regional(principal, context);
    return principals.stream().anyMatch(List.of("*", principal, regional)::contains)
        && actions.stream().anyMatch(one -> matchesAction(one, action))
        && (resources.isEmpty()
            || resources.stream().anyMatch(one -> PolicyStatement.matches(one, resource)))
        && conditions.hold(context);
  }

  private static boolean matchesAction(String pattern, String action) {
    return PolicyStatement.matches(
        pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
  }
}
