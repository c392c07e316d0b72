package localcloud.iam;

/**
 * One action on one resource that a role's policy in the template allows: what least privilege is
 * counted in.
 *
 * @param role the role's logical ID
 * @param statement the statement's place in the policy, from 0
 * @param action as the template spells it, with its wildcards
 * @param resource as the template resolves it, with its wildcards
 */
public record Grant(String role, String policy, int statement, String action, String resource) {
  @Override
  public String toString() {
    return "%s %s[%d]: %s on %s".formatted(role, policy, statement, action, resource);
  }
}
