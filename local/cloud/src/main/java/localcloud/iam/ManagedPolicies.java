package localcloud.iam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of AWS's managed policies that serverless applications attach to their roles, as
 * AWS published them.
 */
final class ManagedPolicies {
  private static final JsonNode DOCUMENTS = read();

  private ManagedPolicies() {}

  static boolean has(String name) {
    return DOCUMENTS.has(name);
  }

  /**
   * The statements of a managed policy. One with a condition is left out, but for that of PassRole:
   * no other that these policies ask for is sent here, so it would allow nothing.
   *
   * @throws IllegalStateException if the policy is not known
   */
  static List<PolicyStatement> statements(String role, String arn) {
    var name = arn.substring(arn.lastIndexOf('/') + 1);
    if (!has(name)) {
      throw new IllegalStateException(
          role
              + ": the local cloud does not know the managed policy "
              + arn
              + "; write its statements into the template");
    }
    var statements = new ArrayList<PolicyStatement>();
    for (var statement : DOCUMENTS.get(name).path("Statement")) {
      if (Conditions.isOfIdentity(statement.path("Condition"))) {
        statements.add(
            new PolicyStatement(
                role,
                name,
                statements.size(),
                Policies.allows(name, statement),
                Policies.texts(name, statement.path("Action")),
                Policies.texts(name, statement.path("Resource")),
                Conditions.ofIdentity(name, statement.path("Condition"))));
      }
    }
    return statements;
  }

  private static JsonNode read() {
    try (var in = ManagedPolicies.class.getResourceAsStream("managed-policies.json")) {
      return new ObjectMapper().readTree(requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
