package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/**
 * The resource-based policies of a stack: of roles (whom they trust), queues, topics, buses,
 * functions.
 */
public final class ResourcePolicies {
  enum Word {
    DENIED,
    ALLOWED,
    NOTHING
  }

  /** By the resource's ARN. */
  private final Map<String, List<ResourceStatement>> statements = new ConcurrentHashMap<>();

  /**
   * Reads those of types that have no handler yet.
   *
   * @throws IllegalStateException naming the resource and what of its policy is not evaluated here
   */
  void read(Stack stack) {
    for (var policy : stack.ofType("AWS::SQS::QueuePolicy")) {
      for (var url : policy.properties().path("Queues")) {
        readSole(
            policy,
            arn(stack, "AWS::SQS::Queue", url.asText()),
            policy.properties().path("PolicyDocument"));
      }
    }
    for (var policy : stack.ofType("AWS::Events::EventBusPolicy")) {
      var bus = policy.properties().path("EventBusName").asText("default");
      read(policy, arn(stack, "AWS::Events::EventBus", bus), policy.properties());
    }
    for (var policy : stack.ofType("AWS::SNS::TopicPolicy")) {
      for (var topic : policy.properties().path("Topics")) {
        readSole(policy, topic.asText(), policy.properties().path("PolicyDocument"));
      }
    }
  }

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
    return statements.getOrDefault(resource, List.of());
  }

  /** Whether it is a role of the stack; another account's or another stack's is not known here. */
  boolean knows(String role) {
    return statements.containsKey(role);
  }

  /** A queue's policy that was set while the stack runs; without statements it has none. */
  public void replace(String resource, List<ResourceStatement> policy) {
    statements.put(resource, policy);
  }

  private void read(StackResource of, String arn, JsonNode document) {
    add(
        arn,
        ResourceStatement.read(
            "",
            document,
            (property, problem, instead) -> {
              throw new IllegalStateException("policy of " + of.logicalId() + ": " + problem);
            }));
  }

  /** A queue and a topic keep one policy: on AWS a second one silently replaces the first. */
  private void readSole(StackResource of, String arn, JsonNode document) {
    if (statements.containsKey(arn)) {
      throw new IllegalStateException(
          "policy of %s: %s has a policy already, which this one would replace: put the statements of both into one"
              .formatted(of.logicalId(), arn));
    }
    read(of, arn, document);
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

  private static String arn(Stack stack, String type, String ref) {
    return stack.ofType(type).stream()
        .filter(resource -> resource.ref().equals(ref))
        .map(StackResource::arn)
        .findFirst()
        .orElse(ref);
  }
}
