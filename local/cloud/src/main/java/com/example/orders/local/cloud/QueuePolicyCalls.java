package com.example.orders.local.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsException;
import com.example.orders.local.aws.AwsService;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Queue policies that are set by a call; ElasticMQ has none. */
final class QueuePolicyCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OPERATIONS = Set.of("CreateQueue", "SetQueueAttributes");

  private QueuePolicyCalls() {}

  /** Answers the call; a policy in it is kept from now on and not handed on. */
  static AwsAnswer withPolicyKept(
      AwsCall call, AwsService next, Needs needs, ResourcePolicies policies) {
    if (!call.service().equals("sqs")
        || !OPERATIONS.contains(call.operation())
        || Protocol.of(call) != Protocol.JSON
        || !(parse(call.text()) instanceof ObjectNode request)
        || !(request.path("Attributes") instanceof ObjectNode attributes)
        || !attributes.has("Policy")) {
      return next.answer(call);
    }
    var policy = parse(attributes.remove("Policy").asText());
    if (!policy.isObject()) {
      throw new AwsException(
          400, "InvalidAttributeValue", "Invalid value for the parameter Policy.");
    }
    var answer = next.answer(call.withBody(request.toString().getBytes(UTF_8)));
    if (!answer.isError()) {
      var queue = request.path("QueueUrl").asText(request.path("QueueName").asText());
      policies.replace(needs.queueArn(queue), policy);
    }
    return answer;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
