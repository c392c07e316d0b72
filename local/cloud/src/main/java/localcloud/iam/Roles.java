package localcloud.iam;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The roles of the account and what their policies say. */
public final class Roles {
  private final Map<String, Role> byArn = new ConcurrentHashMap<>();

  /**
   * One role.
   *
   * @param id its logical ID in the account
   * @param roleId the ID in what STS says of a session
   * @param longest how long a session may last
   * @param statements its own, then those of managed policies
   */
  record Role(
      String id, String arn, String roleId, Duration longest, List<PolicyStatement> statements) {
    Role {
      statements = List.copyOf(statements);
    }

    /** The same role with a policy more. */
    Role with(List<PolicyStatement> more) {
      var all = new ArrayList<PolicyStatement>();
      statements.stream().filter(Role::isOwn).forEach(all::add);
      all.addAll(more);
      statements.stream().filter(one -> !isOwn(one)).forEach(all::add);
      return new Role(id, arn, roleId, longest, all);
    }

    /** Whether a statement is in the template, where it can be narrowed. */
    private static boolean isOwn(PolicyStatement statement) {
      return !ManagedPolicies.has(statement.policy());
    }

    /** What the role may do by the template's own statements. */
    List<Grant> grants() {
      return statements.stream()
          .filter(one -> one.allows() && isOwn(one))
          .flatMap(one -> one.grants(id).stream())
          .toList();
    }
  }

  void put(Role role) {
    byArn.put(role.arn(), role);
  }

  /** Adds a policy to the role of this name; false if there is none. */
  boolean attach(String name, List<PolicyStatement> policy) {
    var role = all().stream().filter(one -> one.arn().endsWith(":role/" + name)).findFirst();
    role.ifPresent(one -> put(one.with(policy)));
    return role.isPresent();
  }

  Optional<Role> find(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }

  Collection<Role> all() {
    return byArn.values();
  }
}
