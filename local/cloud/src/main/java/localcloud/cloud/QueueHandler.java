package localcloud.cloud;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::SQS::Queue}. */
final class QueueHandler implements ResourceHandler {
  /** The properties that are attributes of CreateQueue by the same names. */
  private static final List<String> ATTRIBUTES =
      List.of(
          "FifoQueue",
          "ContentBasedDeduplication",
          "DeduplicationScope",
          "DelaySeconds",
          "ReceiveMessageWaitTimeSeconds",
          "MaximumMessageSize",
          "RedrivePolicy");

  private static final ResourceType TYPE =
      ResourceType.of("AWS::SQS::Queue")
          .named("QueueName")
          .ref(QueueHandler::url)
          .attribute("Arn", id -> id.arn("sqs", name(id)))
          .attribute("QueueName", QueueHandler::name)
          .attribute("QueueUrl", QueueHandler::url)
          .applied("FifoQueue", "ContentBasedDeduplication", "DeduplicationScope")
          .applied("VisibilityTimeout", "DelaySeconds", "ReceiveMessageWaitTimeSeconds")
          .applied("MaximumMessageSize")
          .applied("RedrivePolicy.deadLetterTargetArn", "RedrivePolicy.maxReceiveCount")
          .withoutEffect("FifoThroughputLimit", "MessageRetentionPeriod", "RedriveAllowPolicy")
          .withoutEffect("SqsManagedSseEnabled", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds")
          .build();

  private static String name(Identity id) {
    var isFifo = id.text("FifoQueue").equals("true") && id.text("QueueName").isEmpty();
    return id.name() + (isFifo ? ".fifo" : "");
  }

  private static String url(Identity id) {
    return id.endpoint() + "/" + id.account() + "/" + name(id);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource queue) {
    var properties = queue.properties();
    var request =
        JsonNodeFactory.instance.objectNode().put("QueueName", Resource.lastPart(queue.ref()));
    var attributes = request.putObject("Attributes");
    for (var name : ATTRIBUTES) {
      var value = properties.json(name);
      if (!value.isMissingNode()) {
        attributes.put(name, value.isContainerNode() ? value.toString() : value.asText());
      }
    }
    if (!properties.flag("FifoQueue", false)) {
      attributes.remove("FifoQueue"); // SQS takes it for FIFO queues only
    }
    var visibility = properties.number("VisibilityTimeout", 30, 0, 43_200); // SQS's own default
    return provision -> {
      var seconds = provision.get(Pace.class).visibilitySeconds(visibility);
      attributes.put("VisibilityTimeout", Long.toString(seconds));
      provision.call("sqs", "AmazonSQS.CreateQueue", request);
    };
  }
}
