package com.example.orders.simulatewarehouse;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.simulatewarehouse.WaitingTasks.Delivery;
import java.time.Clock;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Answers shipment requests; a message that fails goes back to the queue alone. */
public final class SimulateWarehouseHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(SimulateWarehouseHandler.class);

  private final ShipmentRequestReader reader = new ShipmentRequestReader();
  private final Warehouse warehouse;
  private final PackingBench bench;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public SimulateWarehouseHandler() {
    this(
        new Warehouse(
            new DynamoDbShipments(
                AwsClients.build(DynamoDbClient.builder()), environment("SHIPMENTS_TABLE_NAME")),
            new StepFunctionsWaitingTasks(AwsClients.build(SfnClient.builder())),
            Clock.systemUTC()),
        new SqsPackingBench(
            AwsClients.build(SqsClient.builder()), environment("SHIPMENT_QUEUE_URL")),
        Telemetry.fromEnvironment());
  }

  SimulateWarehouseHandler(Warehouse warehouse, PackingBench bench, Telemetry telemetry) {
    this.warehouse = requireNonNull(warehouse);
    this.bench = requireNonNull(bench);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    return telemetry.batch(context, counts -> answerAll(event, counts));
  }

  private SQSBatchResponse answerAll(SQSEvent event, Counts counts) {
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
    var kind = request.getClass().getSimpleName();
    if (isFresh(message) && warehouse.mustBePacked(request)) {
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

  private static String environment(String name) {
    return requireNonNull(System.getenv(name), name);
  }
}
