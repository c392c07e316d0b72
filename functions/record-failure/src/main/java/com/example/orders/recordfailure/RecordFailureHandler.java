package com.example.orders.recordfailure;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.failures.dynamodb.DynamoDbFailures;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Environment;
import com.example.orders.lambda.Telemetry;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Puts every failure into the inbox before its message leaves the sink. */
public final class RecordFailureHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final FailureBatch batch;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public RecordFailureHandler() {
    this(fromEnvironment(Clock.systemUTC()), Telemetry.fromEnvironment());
  }

  RecordFailureHandler(FailureBatch batch, Telemetry telemetry) {
    this.batch = requireNonNull(batch);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    return telemetry.batch(context, counts -> batch.record(event, counts));
  }

  private static FailureBatch fromEnvironment(Clock clock) {
    var dynamoDb = AwsClients.build(DynamoDbClient.builder());
    var sinks =
        new Sinks(
            new Sinks.Arns(
                variable("SHIPMENT_DEAD_LETTER_QUEUE_ARN"),
                variable("FAILURES_QUEUE_ARN"),
                variable("EVENTS_DEAD_LETTER_QUEUE_ARN")),
            variable("ORDERS_QUEUE_URL"),
            variable("SHIPMENT_QUEUE_URL"),
            Environment.number("MAX_RECEIVE_COUNT"),
            clock);
    return new FailureBatch(
        sinks,
        new DynamoDbFailures(dynamoDb, variable("FAILURES_TABLE_NAME"), clock),
        new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME")));
  }
}
