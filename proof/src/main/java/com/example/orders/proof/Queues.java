package com.example.orders.proof;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stack's queues from outside. */
final class Queues {
  private static final List<String> COUNTS =
      List.of(
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
          "ApproximateNumberOfMessagesDelayed");

  private Queues() {}

  /** All messages of a queue: waiting, delayed, or with a consumer. */
  static int depth(Stack stack, String queueUrl) {
    var request = stack.request().put("QueueUrl", queueUrl);
    var names = request.putArray("AttributeNames");
    COUNTS.forEach(names::add);
    var attributes = stack.sqs("GetQueueAttributes", request).path("Attributes");
    return COUNTS.stream().mapToInt(name -> attributes.path(name).asInt()).sum();
  }

  static Map<String, Integer> depths(Stack stack) {
    var depths = new TreeMap<String, Integer>();
    stack.queues().forEach((name, url) -> depths.put(name, depth(stack, url)));
    return depths;
  }
}
