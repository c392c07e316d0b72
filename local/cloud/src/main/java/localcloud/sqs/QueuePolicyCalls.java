package localcloud.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.endpoint.Protocol;
import localcloud.iam.Needs;
import localcloud.iam.ResourcePolicies;
import localcloud.iam.ResourceStatement;

/** Queue policies that are set by a call; ElasticMQ has none. */
public final class QueuePolicyCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OPERATIONS = Set.of("CreateQueue", "SetQueueAttributes");

  private QueuePolicyCalls() {}

  /** Answers the call; a policy in it is kept from now on and, in JSON, not handed on. */
  public static AwsAnswer withPolicyKept(
      AwsCall call, AwsService next, Needs needs, ResourcePolicies policies) {
    if (!call.service().equals("sqs") || !OPERATIONS.contains(call.operation())) {
      return next.answer(call);
    }
    var request = SqsRequest.of(call);
    if (!request.body().path("Attributes").has("Policy")) {
      return next.answer(call);
    }
    var body = request.body().deepCopy();
    var given = ((ObjectNode) body.path("Attributes")).remove("Policy").asText();
    var name = request.body().path("QueueName").asText();
    var queue = needs.queueArn(name.isEmpty() ? request.queue() : name);
    var policy = statements(given);
    var withoutPolicy =
        Protocol.of(call) == Protocol.JSON
            ? call.withBody(body)
            : call; // ElasticMQ passes over it in a form
    var answer = next.answer(withoutPolicy);
    if (!answer.isError()) {
      policies.replace(queue, policy);
    }
    return answer;
  }

  /** An empty text removes the policy. */
  private static List<ResourceStatement> statements(String text) {
    var policy = text.isEmpty() ? JSON.createObjectNode() : parse(text);
    if (!policy.isObject()) {
      throw new AwsException(
          400, "InvalidAttributeValue", "Invalid value for the parameter Policy.");
    }
    if (!policy.has("Statement")) {
      return List.of();
    }
    return ResourceStatement.read(
        "Policy",
        policy,
        (property, problem, instead) -> {
          throw new AwsException(501, "NotImplemented", property + ": " + problem);
        });
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
