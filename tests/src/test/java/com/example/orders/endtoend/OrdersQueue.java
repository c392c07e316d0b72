package com.example.orders.endtoend;

import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The orders queue and its dead-letter queue, reached behind the API's back. */
record OrdersQueue(SqsClient sqs, String url, String deadLetterUrl) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  static OrdersQueue of(Target target) {
    return new OrdersQueue(
        StackOutputs.configure(SqsClient.builder(), target.endpoint()).build(),
        target.outputs().get("OrdersQueueUrl"),
        target.outputs().get("OrdersDeadLetterQueueUrl"));
  }

  /** Sends any text and answers the message's ID. */
  String send(String group, String body) {
    return sqs.sendMessage(message -> message.queueUrl(url).messageGroupId(group).messageBody(body))
        .messageId();
  }

  /** Sends an order as the API does, but unseen by its validation. */
  String send(String customer, ObjectNode order) {
    return send(customer + "#" + Orders.id(order), envelope(customer, order).toString());
  }

  /** Puts a message where the queue puts those that nobody consumed. */
  void sendDead(String group, String body) {
    sqs.sendMessage(
        message ->
            message
                .queueUrl(deadLetterUrl)
                .messageGroupId(group)
                .messageDeduplicationId(UUID.randomUUID().toString())
                .messageBody(body));
  }

  static ObjectNode envelope(String customer, JsonNode order) {
    return JSON.createObjectNode().put("customer", customer).set("order", order);
  }

  /**
   * How long a message that was received stays away from the next receive: the template's minute
   * would make five receives a long wait.
   *
   * @return what it was before
   */
  String giveBackAfter(String seconds) {
    var before =
        sqs.getQueueAttributes(
                get -> get.queueUrl(url).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
            .attributes()
            .get(QueueAttributeName.VISIBILITY_TIMEOUT);
    sqs.setQueueAttributes(
        set ->
            set.queueUrl(url).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds)));
    return before;
  }

  /** Takes what is in the dead-letter queue out of it. */
  List<String> takeDeadLetters() {
    return takeAll(sqs, deadLetterUrl);
  }

  static List<String> takeAll(SqsClient sqs, String url) {
    var bodies = new ArrayList<String>();
    List<Message> messages;
    do {
      messages = sqs.receiveMessage(get -> get.queueUrl(url).maxNumberOfMessages(10)).messages();
      for (var message : messages) {
        bodies.add(message.body());
        sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
      }
    } while (!messages.isEmpty());
    return bodies;
  }

  @Override
  public void close() {
    sqs.close();
  }
}
