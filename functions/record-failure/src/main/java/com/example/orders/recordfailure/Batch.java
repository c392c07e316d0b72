package com.example.orders.recordfailure;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Sighting;
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
final class Batch {
  static final String BY = "record-failure";
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private final Sinks sinks;
  private final Failures failures;
  private final Orders orders;

  Batch(Sinks sinks, Failures failures, Orders orders) {
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
      var told = sinks.read(message);
      var order = told.sighting().order();
      if (order == null) {
        record(told, counts);
      } else {
        Telemetry.forOrder(order, () -> record(told, counts));
      }
      return true;
    } catch (RuntimeException e) {
      LOG.error("Message {} stays in its sink: {}", message.getMessageId(), Telemetry.describe(e));
      return false;
    }
  }

  /** The entry first: whoever sees the row finds the failure. */
  private Failures.Seen record(Told told, Counts counts) {
    var seen = failures.see(told.sighting(), BY);
    counts.add(OrderMetric.FailuresRecorded);
    log(seen, told.sighting());
    var order = told.sighting().order();
    if (order != null && told.intake() instanceof Told.Intake(var hash, var sentAt)) {
      orders.put(Order.parkedAtIntake(order, hash, told.sighting().error(), sentAt));
    }
    return seen;
  }

  private static void log(Failures.Seen seen, Sighting sighting) {
    var failure = seen.failure();
    LOG.warn(
        "{} {} as {}: {} {}",
        seen.getClass().getSimpleName(),
        sighting.source(),
        failure.id(),
        failure.classification().failureClass(),
        failure.classification().rule());
  }
}
