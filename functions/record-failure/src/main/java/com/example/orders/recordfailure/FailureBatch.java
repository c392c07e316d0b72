package com.example.orders.recordfailure;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.Orders;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through one batch of a sink. The mapping deletes a message only after its failure is in the
 * inbox; one that could not be written stays, also in a FIFO sink, for in the inbox nothing depends
 * on the order of messages.
 */
final class FailureBatch {
  static final String BY = "record-failure";
  private static final Logger LOG = LoggerFactory.getLogger(FailureBatch.class);

  private final Sinks sinks;
  private final Failures failures;
  private final Orders orders;

  FailureBatch(Sinks sinks, Failures failures, Orders orders) {
    this.sinks = sinks;
    this.failures = failures;
    this.orders = orders;
  }

  SQSBatchResponse record(SQSEvent event, Counts counts) {
    var returned = new ArrayList<BatchItemFailure>();
    for (var message : event.getRecords()) {
      if (!isRecorded(message, counts)) {
        returned.add(new BatchItemFailure(message.getMessageId()));
        counts.add(OrderMetric.MessagesReturned);
      }
    }
    return new SQSBatchResponse(returned);
  }

  private boolean isRecorded(SQSMessage message, Counts counts) {
    try {
      var received = sinks.read(message);
      var order = received.report().order();
      if (order == null) {
        record(received, counts);
      } else {
        Telemetry.forOrder(order, () -> record(received, counts));
      }
      return true;
    } catch (RuntimeException e) {
      LOG.error("Message {} stays in its sink: {}", message.getMessageId(), Telemetry.describe(e));
      return false;
    }
  }

  /** The entry first: whoever sees the row finds the failure. */
  private Failures.Recording record(Received received, Counts counts) {
    var seen = failures.record(received.report(), BY);
    counts.add(OrderMetric.FailuresRecorded);
    log(seen, received.report());
    var order = received.report().order();
    if (order != null
        && received.unrecordedOrder() instanceof Received.UnrecordedOrder(var hash, var sentAt)) {
      orders.put(Order.parkedAtIntake(order, hash, received.report().error(), sentAt));
    }
    return seen;
  }

  private static void log(Failures.Recording seen, FailureReport report) {
    var failure = seen.failure();
    LOG.warn(
        "{} {} as {}: {} {}",
        seen.getClass().getSimpleName(),
        report.source(),
        failure.id(),
        failure.classification().failureClass(),
        failure.classification().rule());
  }
}
