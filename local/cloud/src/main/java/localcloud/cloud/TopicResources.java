package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Makes the topics and subscriptions of a stack, from their CloudFormation properties. */
final class TopicResources {
  private static final List<String> SUBSCRIPTION_ATTRIBUTES =
      List.of("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy");
  private static final List<String> TOPIC_ATTRIBUTES =
      List.of("FifoTopic", "ContentBasedDeduplication", "FifoThroughputScope", "DisplayName");

  private final Stack stack;
  private final AwsService aws;
  private final String administrator;

  TopicResources(Stack stack, AwsService aws, String administrator) {
    this.stack = stack;
    this.aws = aws;
    this.administrator = administrator;
  }

  void create() {
    for (var topic : stack.ofType("AWS::SNS::Topic")) {
      var request = object().put("Name", topic.ref().substring(topic.ref().lastIndexOf(':') + 1));
      request.set("Attributes", attributes(topic.properties(), TOPIC_ATTRIBUTES));
      call(topic, "CreateTopic", request);
      topic.properties().path("Subscription").forEach(one -> subscribe(topic, topic.ref(), one));
    }
    for (var subscription : stack.ofType("AWS::SNS::Subscription")) {
      var properties = subscription.properties();
      checkRegion(subscription, properties.path("Region").asText(stack.region()));
      subscribe(subscription, properties.path("TopicArn").asText(), properties);
    }
  }

  private void checkRegion(StackResource subscription, String region) {
    if (!region.equals(stack.region())) {
      throw new IllegalStateException(
          subscription.logicalId() + ": the local cloud has no region " + region);
    }
  }

  private void subscribe(StackResource of, String topic, JsonNode properties) {
    var request = object().put("TopicArn", topic);
    request.set("Protocol", properties.path("Protocol"));
    request.set("Endpoint", properties.path("Endpoint"));
    request.set("Attributes", attributes(properties, SUBSCRIPTION_ATTRIBUTES));
    call(of, "Subscribe", request);
  }

  /** The API has all attributes as text. */
  private static ObjectNode attributes(JsonNode properties, List<String> names) {
    var attributes = object();
    for (var name : names) {
      var value = properties.path(name);
      if (!value.isMissingNode()) {
        attributes.put(name, value.isContainerNode() ? value.toString() : value.asText());
      }
    }
    return attributes;
  }

  private void call(StackResource of, String operation, ObjectNode request) {
    try {
      var call = AwsCall.json("sns", administrator, "AmazonSNS." + operation, request.toString());
      var answer = aws.answer(call);
      if (answer.isError()) {
        throw new IllegalStateException(of.logicalId() + ": " + answer.text());
      }
    } catch (AwsException e) {
      throw new IllegalStateException(of.logicalId() + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
