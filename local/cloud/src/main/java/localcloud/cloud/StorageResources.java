package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Makes the tables and queues of a stack, from their CloudFormation properties. */
final class StorageResources {
  /** The properties that CreateTable takes as they stand. */
  private static final List<String> TABLE_PROPERTIES =
      List.of(
          "AttributeDefinitions",
          "KeySchema",
          "BillingMode",
          "ProvisionedThroughput",
          "GlobalSecondaryIndexes",
          "LocalSecondaryIndexes");

  private final AwsService aws;
  private final String administrator;
  private final Pace pace;

  StorageResources(AwsService aws, String administrator, Pace pace) {
    this.aws = aws;
    this.administrator = administrator;
    this.pace = pace;
  }

  void createTables(Stack stack) {
    stack.ofType("AWS::DynamoDB::Table").forEach(this::createTable);
  }

  /** The stack's order puts a dead-letter queue before the queues that name it. */
  void createQueues(Stack stack) {
    stack.ofType("AWS::SQS::Queue").forEach(this::createQueue);
  }

  private void createTable(StackResource table) {
    var request = JsonNodeFactory.instance.objectNode().put("TableName", table.ref());
    for (var name : TABLE_PROPERTIES) {
      if (table.properties().hasNonNull(name)) {
        request.set(name, table.properties().get(name));
      }
    }
    var stream = table.properties().path("StreamSpecification").path("StreamViewType");
    if (stream.isTextual()) {
      request
          .putObject("StreamSpecification")
          .put("StreamEnabled", true)
          .set("StreamViewType", stream);
    }
    call(table, "dynamodb", "DynamoDB_20120810.CreateTable", request);
    var timeToLive = table.properties().path("TimeToLiveSpecification");
    if (timeToLive.path("Enabled").asBoolean()) {
      var update = JsonNodeFactory.instance.objectNode().put("TableName", table.ref());
      update.set("TimeToLiveSpecification", timeToLive);
      call(table, "dynamodb", "DynamoDB_20120810.UpdateTimeToLive", update);
    }
  }

  private void createQueue(StackResource queue) {
    var request =
        JsonNodeFactory.instance
            .objectNode()
            .put("QueueName", queue.ref().substring(queue.ref().lastIndexOf('/') + 1));
    var attributes = request.putObject("Attributes");
    for (var property : queue.properties().properties()) {
      switch (property.getKey()) {
        case "QueueName", "Tags" -> {}
        default -> attributes.put(property.getKey(), text(property.getValue()));
      }
    }
    var visibility = attributes.path("VisibilityTimeout").asLong(30); // SQS's own default
    attributes.put("VisibilityTimeout", Long.toString(pace.visibilitySeconds(visibility)));
    if (!attributes.path("FifoQueue").asBoolean(false)) {
      attributes.remove("FifoQueue"); // SQS takes it for FIFO queues only
    }
    call(queue, "sqs", "AmazonSQS.CreateQueue", request);
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  private void call(StackResource resource, String service, String target, ObjectNode request) {
    var answer = aws.answer(AwsCall.json(service, administrator, target, request.toString()));
    if (answer.isError()) {
      throw new IllegalStateException(
          resource.logicalId() + " (" + resource.type() + "): " + answer.text());
    }
  }
}
