package com.example.orders.sweeporders;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.failures.dynamodb.DynamoDbFailures;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Runs every minute; what the schedule's event says is of no interest. */
public final class SweepOrdersHandler implements RequestStreamHandler {
  private final Sweeping sweeping;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public SweepOrdersHandler() {
    this(
        fromEnvironment(AwsClients.build(DynamoDbClient.builder()), Clock.systemUTC()),
        Telemetry.fromEnvironment());
  }

  SweepOrdersHandler(Sweeping sweeping, Telemetry telemetry) {
    this.sweeping = requireNonNull(sweeping);
    this.telemetry = requireNonNull(telemetry);
  }

  /** Measures even if the sweep has failed: the alarm on the inbox must not fall silent with it. */
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context) {
    telemetry.batch(
        context,
        counts -> {
          try {
            return sweeping.sweep(context::getRemainingTimeInMillis, counts);
          } finally {
            telemetry.gauges(sweeping.measure());
          }
        });
  }

  private static Sweeping fromEnvironment(DynamoDbClient dynamoDb, Clock clock) {
    var workflow = variable("ORDER_WORKFLOW_ARN");
    return new Sweeping(
        new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME")),
        new DynamoDbFailures(dynamoDb, variable("FAILURES_TABLE_NAME"), clock),
        new StepFunctionsFailedExecutions(AwsClients.build(SfnClient.builder()), workflow),
        workflow,
        clock);
  }
}
