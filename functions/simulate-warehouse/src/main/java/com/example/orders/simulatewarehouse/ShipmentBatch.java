package com.example.orders.simulatewarehouse;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.simulatewarehouse.WaitingTasks.Delivery;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works through one batch of the shipment queue; a message that fails goes back alone. */
final class ShipmentBatch {
  private static final Logger LOG = LoggerFactory.getLogger(ShipmentBatch.class);

  private final ShipmentRequestReader reader = new ShipmentRequestReader();
  private final Warehouse warehouse;
  private final PackingBench bench;

  ShipmentBatch(Warehouse warehouse, PackingBench bench) {
    this.warehouse = warehouse;
    this.bench = bench;
  }

  SQSBatchResponse answer(SQSEvent event, Counts counts) {
    var failures = new ArrayList<BatchItemFailure>();
    for (var message : event.getRecords()) {
      if (!isDone(message)) {
        counts.add(OrderMetric.MessagesReturned);
        failures.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  private boolean isDone(SQSMessage message) {
    try {
      var request = reader.read(message.getBody());
      return Telemetry.forOrder(request.order(), () -> work(request, message));
    } catch (InvalidShipmentRequestException e) {
      LOG.error("Message {}: {}", message.getMessageId(), e.getMessage());
      return false;
    } catch (RuntimeException e) {
      return false; // Logged with its order; one message's fault must not return the others.
    }
  }

  private boolean work(ShipmentRequest request, SQSMessage message) {
    var kind = request.kind();
    if (warehouse.mislays(request)) {
      LOG.info("{}: mislaid", kind);
    } else if (isFresh(message) && warehouse.mustBePacked(request)) {
      var delivery = warehouse.askForPatience(request);
      LOG.info("{}: to be packed first, {}", kind, delivery);
      if (delivery == Delivery.DELIVERED) {
        bench.layDown(message.getBody());
      }
    } else {
      var answered = warehouse.answer(request);
      LOG.info("{}: {}, {}", kind, answered.decision(), answered.delivery());
    }
    return true;
  }

  /** Lambda always sends the attributes, hand-written test events often do not. */
  private static boolean isFresh(SQSMessage message) {
    var attributes = message.getMessageAttributes();
    return attributes == null || !attributes.containsKey(SqsPackingBench.PACKED);
  }
}
