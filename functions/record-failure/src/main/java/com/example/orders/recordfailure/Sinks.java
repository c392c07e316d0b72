package com.example.orders.recordfailure;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.time.Clock;
import java.util.Objects;

/** Knows each sink's kind of message. Any text is read as something; nothing is thrown away. */
final class Sinks {
  private final Arns arns;
  private final IntakeReader intake;
  private final ShipmentReader shipments;
  private final FailuresQueueReader failures;
  private final EventReader events;

  /** What the dead-letter queues of orders end in; there may be several, of extensions too. */
  private static final String FIFO = ".fifo";

  /** The standard queues that are drained; orders alone come through FIFO queues. */
  record Arns(String shipments, String failures, String events) {}

  /**
   * @param maxReceives after so many receives a queue gives a message up
   */
  Sinks(Arns arns, String ordersQueueUrl, String shipmentQueueUrl, int maxReceives, Clock clock) {
    this.arns = arns;
    var executions = new ExecutionReader();
    intake = new IntakeReader(ordersQueueUrl, maxReceives, clock);
    shipments = new ShipmentReader(shipmentQueueUrl, maxReceives, clock);
    failures = new FailuresQueueReader(executions, clock);
    events = new EventReader(executions, clock);
  }

  Received read(SQSMessage sqs) {
    var message = new SinkMessage(sqs);
    var sink = Objects.requireNonNullElse(sqs.getEventSourceArn(), "");
    if (sink.endsWith(FIFO)) {
      return intake.read(message);
    } else if (sink.equals(arns.shipments())) {
      return Received.of(shipments.read(message));
    } else if (sink.equals(arns.failures())) {
      return Received.of(failures.read(message));
    } else if (sink.equals(arns.events())) {
      return Received.of(events.read(message));
    }
    throw new IllegalArgumentException("A message of a queue that is no sink of ours");
  }
}
