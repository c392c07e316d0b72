package com.example.orders.proof;

import com.example.orders.proof.Observations.Event;
import com.example.orders.testing.EventContract;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Listens to the orders' event bus as any other consumer would: with a rule of its own, whose
 * target is a queue of its own.
 */
final class BusObserver implements AutoCloseable {
  private static final String NAME = "proof-observer";
  private static final int LONG_POLL_SECONDS = 1;
  private static final String RULE_MAY_SEND =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"%s",
       "Condition":{"ArnEquals":{"aws:SourceArn":"%s"}}}]}
      """;

  private final EventContract contract = EventContract.ofCheckout();
  private final Stack stack;
  private final String queueUrl;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private BusObserver(Stack stack, String queueUrl) {
    this.stack = stack;
    this.queueUrl = queueUrl;
    thread = Thread.ofVirtual().name(NAME).unstarted(this::listen);
  }

  static BusObserver start(Stack stack) {
    var queue = stack.sqs("CreateQueue", stack.request().put("QueueName", NAME));
    var url = queue.path("QueueUrl").asText();
    var attributes = stack.request().put("QueueUrl", url);
    attributes.putArray("AttributeNames").add("QueueArn");
    var arn = stack.sqs("GetQueueAttributes", attributes).at("/Attributes/QueueArn").asText();
    var bus = stack.ref("OrderEvents");
    var rule =
        stack.events(
            "PutRule",
            stack
                .request()
                .put("Name", NAME)
                .put("EventBusName", bus)
                .put("EventPattern", "{\"source\":[\"orderly.orders\"]}"));
    var policy = RULE_MAY_SEND.formatted(arn, rule.path("RuleArn").asText());
    var allow = stack.request().put("QueueUrl", url);
    allow.putObject("Attributes").put("Policy", policy);
    stack.sqs("SetQueueAttributes", allow);
    var targets = stack.request().put("Rule", NAME).put("EventBusName", bus);
    targets.putArray("Targets").addObject().put("Id", NAME).put("Arn", arn);
    stack.events("PutTargets", targets);
    var observer = new BusObserver(stack, url);
    observer.thread.start();
    return observer;
  }

  /** What came so far. */
  List<Event> events() {
    return List.copyOf(events);
  }

  /** How many events are on their way to here. */
  int waiting() {
    return Queues.depth(stack, queueUrl);
  }

  private void listen() {
    while (!closed) {
      var request = stack.request().put("QueueUrl", queueUrl).put("MaxNumberOfMessages", 10);
      var answer = stack.sqs("ReceiveMessage", request.put("WaitTimeSeconds", LONG_POLL_SECONDS));
      for (var message : answer.path("Messages")) {
        events.add(event(stack.parse(message.path("Body").asText()), contract));
        stack.sqs(
            "DeleteMessage",
            stack
                .request()
                .put("QueueUrl", queueUrl)
                .put("ReceiptHandle", message.path("ReceiptHandle").asText()));
      }
    }
  }

  /** As the checker sees it, with what of its contract it breaks. */
  static Event event(JsonNode event, EventContract contract) {
    var data = event.at("/detail/data");
    return new Event(
        new OrderRef(data.path("customer").asText(), data.path("orderId").asText()),
        event.path("detail-type").asText(),
        event.at("/detail/metadata/idempotencyKey").asText(),
        contract.violations(event));
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(LONG_POLL_SECONDS + 4L));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
