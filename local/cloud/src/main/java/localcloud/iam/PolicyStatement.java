package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import localcloud.resources.Problems;

/** A statement of an identity-based policy, as the IAM guide's policy grammar has it. */
record PolicyStatement(
    String policy,
    int index,
    boolean allows,
    List<String> actions,
    List<String> resources,
    Conditions conditions) {

  private static final Set<String> KNOWN =
      Set.of("Sid", "Effect", "Action", "Resource", "Condition");

  /**
   * Reads the statements of a role's policy, and refuses what IAM refuses in it.
   *
   * @param policy its name
   * @param path where the document stands among the resource's properties
   */
  static List<PolicyStatement> read(
      String policy, String path, JsonNode document, Problems problems) {
    var statements = new ArrayList<PolicyStatement>();
    for (var reader : StatementReader.of(path, document, problems)) {
      reader.only(KNOWN);
      statements.add(
          new PolicyStatement(
              policy,
              statements.size(),
              reader.allows(),
              actions(reader),
              resources(reader),
              reader.conditions(Conditions.OF_IDENTITIES)));
    }
    return List.copyOf(statements);
  }

  static List<String> actions(StatementReader reader) {
    var actions = reader.texts("Action");
    for (var action : actions) {
      if (!action.equals("*") && !action.contains(":")) {
        reader.refuse(
            "Action", "is " + action, "write it with its service, such as sqs:SendMessage");
      }
    }
    return actions;
  }

  private static List<String> resources(StatementReader reader) {
    var resources = reader.texts("Resource");
    for (var resource : resources) {
      if (!resource.equals("*") && !resource.startsWith("arn:")) {
        reader.refuse("Resource", "is " + resource, "write an ARN, or * for all");
      }
    }
    return resources;
  }

  /** What the statement has to say to this action on this resource; empty if nothing. */
  Optional<Grant> match(
      String role, String action, String resource, Map<String, List<String>> context) {
    for (var one : actions) {
      if (matchesAction(one, action)) {
        for (var arn : resources) {
          if (matches(arn, resource)) {
            return conditions.holdAll(context)
                ? Optional.of(new Grant(role, policy, index, one, arn))
                : Optional.empty();
          }
        }
      }
    }
    return Optional.empty();
  }

  List<Grant> grants(String role) {
    var grants = new ArrayList<Grant>();
    for (var action : actions) {
      for (var resource : resources) {
        grants.add(new Grant(role, policy, index, action, resource));
      }
    }
    return grants;
  }

  /** Actions do not tell upper from lower case, ARNs do. */
  static boolean matchesAction(String pattern, String action) {
    return matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
  }

  /** The wildcards of IAM: any characters, or any one of them. */
  static boolean matches(String pattern, String text) {
    int at = 0;
    int from = 0;
    int star = -1;
    int retry = 0;
    while (from < text.length()) {
      var wanted = at < pattern.length() ? pattern.charAt(at) : '\0';
      if (wanted == '*') {
        star = at++;
        retry = from;
      } else if (at < pattern.length() && (wanted == '?' || wanted == text.charAt(from))) {
        at++;
        from++;
      } else if (star >= 0) {
        at = star + 1;
        from = ++retry;
      } else {
        return false;
      }
    }
    return pattern.chars().skip(at).allMatch(rest -> rest == '*');
  }
}
