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

  /** Whether the policy of this ARN is one of them. */
  static boolean isKnown(String arn) {
    return has(nameOf(arn));
  }

  /**
   * The statements of a managed policy. One with a condition is left out, but for that of PassRole:
   * no other that these policies ask for is sent here, so it would allow nothing.
   */
  static List<PolicyStatement> statements(String arn) {
    var name = nameOf(arn);
    var statements = new ArrayList<PolicyStatement>();
    for (var one : StatementReader.of("", DOCUMENTS.path(name), ManagedPolicies::unreadable)) {
      if (Conditions.isOfIdentity(one.statement().path("Condition"))) {
        statements.add(
            new PolicyStatement(
                name,
                statements.size(),
                one.allows(),
                one.texts("Action"),
                one.texts("Resource"),
                one.conditions(Conditions.OF_IDENTITIES)));
      }
    }
    return statements;
  }

  private static void unreadable(String place, String problem, String instead) {
    throw new IllegalStateException("managed-policies.json: " + place + " " + problem);
  }

  private static String nameOf(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private static JsonNode read() {
    try (var in = ManagedPolicies.class.getResourceAsStream("managed-policies.json")) {
      return new ObjectMapper().readTree(requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
