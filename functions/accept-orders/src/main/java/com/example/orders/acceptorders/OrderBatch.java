package com.example.orders.acceptorders;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.json.EnvelopeParser;
import com.example.orders.json.UnreadableMessageException;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import java.util.ArrayList;
import java.util.HashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through one batch of a FIFO queue. After a failure the rest of that message's group is
 * handed back, so that its order stays; other groups go on. Nothing is kept for the next batch.
 */
final class OrderBatch {
  private static final Logger LOG = LoggerFactory.getLogger(OrderBatch.class);

  private final EnvelopeParser parser = new EnvelopeParser();
  private final Accepting accepting;
  private final AgedLane agedLane;

  OrderBatch(Accepting accepting, AgedLane agedLane) {
    this.accepting = accepting;
    this.agedLane = agedLane;
  }

  SQSBatchResponse accept(SQSEvent event, Deadline deadline, Counts counts) {
    var messages = event.getRecords().stream().map(agedLane::message).toList();
    var aside = agedLane.putAside(messages, deadline);
    aside.forEach(id -> counts.add(OrderMetric.OrdersPutAside));
    var stopped = new HashSet<String>();
    var returned = new ArrayList<BatchItemFailure>();
    for (var message : messages) {
      if (aside.contains(message.id())) {
        Telemetry.forRequest(message.requestId(), () -> isPutAside(message));
      } else if (stopped.contains(message.group())
          || deadline.isOver()
          || !Telemetry.forRequest(message.requestId(), () -> isDone(message, deadline, counts))) {
        stopped.add(message.group());
        returned.add(new BatchItemFailure(message.id()));
        counts.add(OrderMetric.MessagesReturned);
      }
    }
    return new SQSBatchResponse(returned);
  }

  private static boolean isPutAside(OrderMessage message) {
    LOG.info("Message {} is put aside: it has waited too long", message.id());
    return true;
  }

  /**
   * An Error is no failure of one message: it ends the run, all messages come again, and those that
   * were done are found done.
   */
  private boolean isDone(OrderMessage message, Deadline deadline, Counts counts) {
    try {
      var submission = message.submission(parser);
      return Telemetry.forOrder(
          submission.envelope().request().key(),
          () -> {
            accepting.accept(submission, deadline, counts);
            return true;
          });
    } catch (UnreadableMessageException e) {
      LOG.error("Message {} is returned: {}", message.id(), e.getMessage());
      return false;
    } catch (RuntimeException e) {
      LOG.warn("Message {} is returned: {}", message.id(), e.getClass().getName());
      return false;
    }
  }
}
