package com.example.orders.simulatewarehouse;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Settings;
import com.example.orders.settings.appconfig.FunctionSettings;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Answers shipment requests as a real warehouse would. */
public final class SimulateWarehouseHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final ShipmentBatch batch;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public SimulateWarehouseHandler() {
    this(FunctionSettings.fromEnvironment(Settings.DEFAULT));
  }

  private SimulateWarehouseHandler(CurrentSettings settings) {
    this(
        new Warehouse(
            new DynamoDbShipments(
                AwsClients.build(DynamoDbClient.builder(), settings),
                variable("SHIPMENTS_TABLE_NAME")),
            new StepFunctionsWaitingTasks(AwsClients.build(SfnClient.builder(), settings)),
            Clock.systemUTC()),
        new SqsPackingBench(
            AwsClients.build(SqsClient.builder(), settings), variable("SHIPMENT_QUEUE_URL")),
        Telemetry.fromEnvironment());
  }

  SimulateWarehouseHandler(Warehouse warehouse, PackingBench bench, Telemetry telemetry) {
    this.batch = new ShipmentBatch(warehouse, bench);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    return telemetry.batch(context, counts -> batch.answer(event, counts));
  }
}
