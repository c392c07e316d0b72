package localcloud.sns;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::SNS::Topic}. */
public final class TopicHandler implements ResourceHandler {
  static final ResourceType TYPE =
      ResourceType.of("AWS::SNS::Topic")
          .named("TopicName")
          .ref(TopicHandler::arn)
          .attribute("TopicArn", TopicHandler::arn)
          .attribute("TopicName", TopicHandler::name)
          .required("Subscription.Protocol", "Subscription.Endpoint")
          .applied("FifoTopic", "ContentBasedDeduplication", "FifoThroughputScope", "DisplayName")
          .applied("SignatureVersion", "Subscription.Protocol", "Subscription.Endpoint")
          .withoutEffect("KmsMasterKeyId", "TracingConfig", "DeliveryStatusLogging")
          .withoutEffect("DataProtectionPolicy", "ArchivePolicy")
          .build();

  private static String name(Identity id) {
    var isFifo = id.text("FifoTopic").equals("true") && id.text("TopicName").isEmpty();
    return id.name() + (isFifo ? ".fifo" : "");
  }

  private static String arn(Identity id) {
    return id.arn("sns", name(id));
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource topic) {
    var properties = topic.properties();
    var attributes = Topic.attributes(properties);
    var name = Resource.lastPart(topic.ref());
    properties.check(
        "TopicName",
        "write letters, digits, - and _; and .fifo for a FIFO topic",
        () -> Topic.checkName(name, "true".equals(attributes.get("FifoTopic"))));
    var create = object().put("Name", name);
    attributes.forEach(create.putObject("Attributes")::put);
    var subscriptions =
        properties.objects("Subscription").stream()
            .map(
                one -> {
                  Subscription.checkEndpoint(one, topic.ref());
                  return object()
                      .put("TopicArn", topic.ref())
                      .put("Protocol", one.text("Protocol"))
                      .put("Endpoint", one.text("Endpoint"));
                })
            .toList();
    return provision -> {
      provision.call("sns", "AmazonSNS.CreateTopic", create);
      subscriptions.forEach(one -> provision.call("sns", "AmazonSNS.Subscribe", one));
    };
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
