package com.example.orders.endtoend;

import com.example.orders.cli.StackOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Every event of the application's bus from now on, until it is closed. */
final class BusCopy implements AutoCloseable {
  private final String rule = "copy-" + UUID.randomUUID();
  private static final String RULE_MAY_SEND =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"%s",
       "Condition":{"ArnEquals":{"aws:SourceArn":"%s"}}}]}
      """;

  private final EventBridgeClient eventBridge;
  private final SqsClient sqs;
  private final String bus;
  private final String queueUrl;
  private final List<String> events = new ArrayList<>();

  BusCopy(com.example.orders.endtoend.Target target) {
    eventBridge = StackOutputs.configure(EventBridgeClient.builder(), target.endpoint()).build();
    sqs = StackOutputs.configure(SqsClient.builder(), target.endpoint()).build();
    bus = target.outputs().get("OrderEventsName");
    queueUrl = sqs.createQueue(create -> create.queueName(rule)).queueUrl();
    var arn =
        sqs.getQueueAttributes(
                get -> get.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    var all = "{\"source\":[{\"prefix\":\"\"}]}";
    var ruleArn =
        eventBridge.putRule(put -> put.name(rule).eventBusName(bus).eventPattern(all)).ruleArn();
    var policy = RULE_MAY_SEND.formatted(arn, ruleArn);
    sqs.setQueueAttributes(
        set -> set.queueUrl(queueUrl).attributes(Map.of(QueueAttributeName.POLICY, policy)));
    var copy = Target.builder().id("copy").arn(arn).build();
    eventBridge.putTargets(put -> put.rule(rule).eventBusName(bus).targets(copy));
  }

  /** What has come so far. */
  List<String> events() {
    events.addAll(OrdersQueue.takeAll(sqs, queueUrl));
    return List.copyOf(events);
  }

  /** Tests that count calls would else count its own. */
  @Override
  public void close() {
    eventBridge.removeTargets(remove -> remove.rule(rule).eventBusName(bus).ids("copy"));
    eventBridge.deleteRule(delete -> delete.name(rule).eventBusName(bus));
    sqs.deleteQueue(delete -> delete.queueUrl(queueUrl));
    eventBridge.close();
    sqs.close();
  }
}
