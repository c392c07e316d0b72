package localcloud.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.resources.ResourceNotCreatedException;

/**
 * The resource-based policies of a stack: of roles (whom they trust), queues, topics, buckets,
 * buses, functions.
 */
public final class ResourcePolicies {
  enum Word {
    DENIED,
    ALLOWED,
    NOTHING
  }

  /** The policies of all log groups are the account's; their statements name the groups. */
  static final String LOGS = "arn:aws:logs:";

  /** The policy of an object is its bucket's. */
  private static final String BUCKETS = "arn:aws:s3:::";

  /** By the resource's ARN. */
  private final Map<String, List<ResourceStatement>> statements = new ConcurrentHashMap<>();

  /** What a resource's policy says to an action on it. */
  Word about(String resource, String principal, String action, Map<String, String> context) {
    var matching =
        of(resource).stream()
            .filter(statement -> statement.matches(principal, action, resource, context))
            .toList();
    if (matching.isEmpty()) {
      return Word.NOTHING;
    }
    return matching.stream().allMatch(ResourceStatement::allows) ? Word.ALLOWED : Word.DENIED;
  }

  /** The policy of a resource. */
  List<ResourceStatement> of(String resource) {
    var holder = resource.startsWith(LOGS) ? LOGS : resource;
    return statements.getOrDefault(
        holder.startsWith(BUCKETS) ? holder.replaceFirst("/.*", "") : holder, List.of());
  }

  /** Whether it is a role of the stack; another account's or another stack's is not known here. */
  boolean knows(String role) {
    return statements.containsKey(role);
  }

  /** A queue's policy that was set while the stack runs; without statements it has none. */
  public void replace(String resource, List<ResourceStatement> policy) {
    statements.put(resource, policy);
  }

  /**
   * Sets the one policy that a queue or a topic has. On AWS a second one silently replaces it.
   *
   * @throws ResourceNotCreatedException if it has one already
   */
  void set(String arn, List<ResourceStatement> policy) {
    if (statements.putIfAbsent(arn, policy) != null) {
      throw new ResourceNotCreatedException(
          arn
              + " has a policy already, which this one would replace; put the statements of both into"
              + " one");
    }
  }

  /** Adds statements to a resource's policy. */
  public void add(String arn, List<ResourceStatement> more) {
    statements.merge(
        arn,
        more,
        (some, others) -> {
          var all = new ArrayList<>(some);
          all.addAll(others);
          return List.copyOf(all);
        });
  }
}
