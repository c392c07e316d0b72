package com.example.orders.acceptorders;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.lambda.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders that have waited longer than promised out of the way of those that can still be in
 * time: one call moves a batch of them, where each would need two or three to be taken in.
 */
final class AgedLane {
  private static final Logger LOG = LoggerFactory.getLogger(AgedLane.class);

  /**
   * The first call of an environment loads its client; the batch must fit behind it all the same.
   */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

  private final Duration promise;
  private final String queueName;
  private final AgedOrders queue;
  private final Clock clock;

  /**
   * @param promise how long an order may wait for its row; none is put aside if it is zero
   * @param queueName the end of the ARN of the queue that aged orders come from
   */
  AgedLane(Duration promise, String queueName, AgedOrders queue, Clock clock) {
    this.promise = promise;
    this.queueName = queueName;
    this.queue = queue;
    this.clock = clock;
  }

  /** Nothing is put aside; what once was is taken in all the same. */
  static AgedLane closed(String queueName) {
    return new AgedLane(
        Duration.ZERO, queueName, (messages, timeout) -> Set.of(), Clock.systemUTC());
  }

  OrderMessage message(SQSMessage sqs) {
    var source = sqs.getEventSourceArn();
    return new OrderMessage(sqs, source != null && source.endsWith(":" + queueName));
  }

  /** The IDs of the messages that are in the aged lane now; all others are to be taken in here. */
  Set<String> putAside(List<OrderMessage> batch, Deadline deadline) {
    var aged = promise.isZero() ? List.<OrderMessage>of() : aged(batch);
    if (aged.isEmpty() || deadline.isOver()) {
      return Set.of();
    }
    try {
      return queue.put(aged, deadline.atMost(LONGEST_CALL));
    } catch (RuntimeException e) {
      LOG.warn("No lane for {} aged orders: {}", aged.size(), e.getClass().getName());
      return Set.of();
    }
  }

  /** With them what follows one of them in its group, so that its messages stay in order. */
  private List<OrderMessage> aged(List<OrderMessage> batch) {
    var since = clock.instant().minus(promise);
    var aged = new ArrayList<OrderMessage>();
    var groups = new HashSet<String>();
    for (var message : batch) {
      if (!message.isAside() && (groups.contains(message.group()) || message.isSentBefore(since))) {
        groups.add(message.group());
        aged.add(message);
      }
    }
    return aged;
  }
}
