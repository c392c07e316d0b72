package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Word {
    DENIED,
    ALLOWED,
    NOTHING
  }

  /** By the resource's ARN. */
  private final Map<String, List<ResourceStatement>> statements = new ConcurrentHashMap<>();

  private ResourcePolicies() {}

  /**
   * Reads them all.
   *
   * @throws IllegalStateException naming the resource and what of its policy is not evaluated here
   */
  static ResourcePolicies of(Stack stack) {
    var policies = new ResourcePolicies();
    for (var role : stack.ofType("AWS::IAM::Role")) {
      policies.read(role, role.arn(), role.properties().path("AssumeRolePolicyDocument"));
    }
    for (var policy : stack.ofType("AWS::SQS::QueuePolicy")) {
      for (var url : policy.properties().path("Queues")) {
        policies.readSole(
            policy,
            arn(stack, "AWS::SQS::Queue", url.asText()),
            policy.properties().path("PolicyDocument"));
      }
    }
    for (var policy : stack.ofType("AWS::Events::EventBusPolicy")) {
      var bus = policy.properties().path("EventBusName").asText("default");
      policies.read(policy, arn(stack, "AWS::Events::EventBus", bus), policy.properties());
    }
    for (var policy : stack.ofType("AWS::SNS::TopicPolicy")) {
      for (var topic : policy.properties().path("Topics")) {
        policies.readSole(policy, topic.asText(), policy.properties().path("PolicyDocument"));
      }
    }
    for (var permission : stack.ofType("AWS::Lambda::Permission")) {
      policies.permit(permission, functionArn(stack, permission));
    }
    return policies;
  }

  /** What a resource's policy says to an action on it. */
  Word about(String resource, String principal, String action, Map<String, String> context) {
    var matching =
        statements.getOrDefault(resource, List.of()).stream()
            .filter(statement -> statement.matches(principal, action, resource, context))
            .toList();
    if (matching.isEmpty()) {
      return Word.NOTHING;
    }
    return matching.stream().allMatch(ResourceStatement::allows) ? Word.ALLOWED : Word.DENIED;
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
    add(arn, ResourceStatement.read("policy of " + of.logicalId() + ": ", document));
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

  private void add(String arn, List<ResourceStatement> more) {
    statements.merge(
        arn,
        more,
        (some, others) -> {
          var all = new ArrayList<>(some);
          all.addAll(others);
          return List.copyOf(all);
        });
  }

  /** A permission of Lambda is a statement whose two conditions have properties of their own. */
  private void permit(StackResource permission, String arn) {
    var properties = permission.properties();
    var who = properties.path("Principal").asText();
    var statement = JSON.createObjectNode().put("Effect", "Allow");
    statement.putObject("Principal").put(ServiceCall.isService(who) ? "Service" : "AWS", who);
    statement.set("Action", properties.path("Action"));
    var condition = statement.putObject("Condition");
    condition(condition, "ArnLike", "aws:SourceArn", properties.path("SourceArn"));
    condition(condition, "StringEquals", "aws:SourceAccount", properties.path("SourceAccount"));
    add(arn, List.of(ResourceStatement.one(permission.logicalId() + ": ", statement)));
  }

  private static void condition(ObjectNode to, String operator, String key, JsonNode value) {
    if (!value.isMissingNode()) {
      to.putObject(operator).set(key, value);
    }
  }

  private static String arn(Stack stack, String type, String ref) {
    return stack.ofType(type).stream()
        .filter(resource -> resource.ref().equals(ref))
        .map(StackResource::arn)
        .findFirst()
        .orElse(ref);
  }

  /** With the qualifier, if the permission names one: it is another resource. */
  private static String functionArn(Stack stack, StackResource permission) {
    var name = permission.properties().path("FunctionName").asText();
    return name.startsWith("arn:") ? name : arn(stack, "AWS::Lambda::Function", name);
  }
}
