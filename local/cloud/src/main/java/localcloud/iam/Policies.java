package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Reads the policies of a stack's roles and refuses what could not be checked as AWS does. */
public final class Policies {
  private static final Set<String> KNOWN =
      Set.of("Sid", "Effect", "Action", "Resource", "Condition");

  private Policies() {}

  /** The statements of each role, by its ARN; those of managed policies come last. */
  static Map<String, List<PolicyStatement>> of(Stack stack) {
    var all = new HashMap<String, List<PolicyStatement>>();
    for (var role : stack.ofType("AWS::IAM::Role")) {
      var statements = new ArrayList<PolicyStatement>();
      for (var policy : role.properties().path("Policies")) {
        statements.addAll(read(role, policy));
      }
      for (var policy : stack.ofType("AWS::IAM::Policy")) {
        for (var name : policy.properties().path("Roles")) {
          if (name.asText().equals(role.ref())) {
            statements.addAll(read(role, policy.properties()));
          }
        }
      }
      for (var arn : role.properties().path("ManagedPolicyArns")) {
        statements.addAll(ManagedPolicies.statements(role.logicalId(), arn.asText()));
      }
      all.put(role.arn(), List.copyOf(statements));
    }
    return Map.copyOf(all);
  }

  /** Whether the statement is in the template, where it can be narrowed. */
  static boolean isOwn(PolicyStatement statement) {
    return !ManagedPolicies.has(statement.policy());
  }

  private static List<PolicyStatement> read(StackResource role, JsonNode policy) {
    var name = policy.path("PolicyName").asText();
    var place = "role " + role.logicalId() + ", policy " + name + ": ";
    var document = policy.path("PolicyDocument").path("Statement");
    var statements = new ArrayList<PolicyStatement>();
    for (var statement : document.isArray() ? document : List.of(document)) {
      check(place, statement);
      statements.add(
          new PolicyStatement(
              role.logicalId(),
              name,
              statements.size(),
              allows(place, statement),
              texts(place + "Action", statement.path("Action")),
              texts(place + "Resource", statement.path("Resource")),
              Conditions.ofIdentity(place, statement.path("Condition"))));
    }
    return statements;
  }

  private static void check(String place, JsonNode statement) {
    for (var property : statement.properties()) {
      if (!KNOWN.contains(property.getKey())) {
        throw unsupported(place + property.getKey());
      }
    }
  }

  /** Whether a statement allows, or denies. */
  static boolean allows(String place, JsonNode statement) {
    return switch (statement.path("Effect").asText()) {
      case "Allow" -> true;
      case "Deny" -> false;
      default -> throw unsupported(place + "Effect " + statement.path("Effect"));
    };
  }

  static List<String> texts(String place, JsonNode oneOrMany) {
    var texts = new ArrayList<String>();
    for (var text : oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany)) {
      if (!text.isValueNode() || text.asText().contains("${")) {
        throw unsupported(place + " " + text);
      }
      texts.add(text.asText());
    }
    return List.copyOf(texts);
  }

  public static IllegalStateException unsupported(String what) {
    return new IllegalStateException(what + " is not supported locally");
  }
}
