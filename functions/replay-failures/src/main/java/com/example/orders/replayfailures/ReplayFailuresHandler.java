package com.example.orders.replayfailures;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.failures.dynamodb.DynamoDbFailures;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Environment;
import com.example.orders.lambda.Telemetry;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Replays, discards or undoes the one entry that it is asked for, or replays all that are due when
 * the schedule asks.
 */
public final class ReplayFailuresHandler implements RequestStreamHandler {
  private final ObjectMapper mapper = OrderJson.mapper();
  private final Work work;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public ReplayFailuresHandler() {
    this(
        fromEnvironment(AwsClients.build(DynamoDbClient.builder()), Clock.systemUTC()),
        Telemetry.fromEnvironment());
  }

  ReplayFailuresHandler(Work work, Telemetry telemetry) {
    this.work = requireNonNull(work);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var request = mapper.readTree(input);
    var answer =
        telemetry.batch(
            context,
            counts ->
                request.hasNonNull("failureId")
                    ? work.one(request, counts)
                    : work.round().run(context::getRemainingTimeInMillis, counts));
    mapper.writeValue(output, answer);
  }

  private static Work fromEnvironment(DynamoDbClient dynamoDb, Clock clock) {
    var failures = new DynamoDbFailures(dynamoDb, variable("FAILURES_TABLE_NAME"), clock);
    var orders = new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME"));
    var notifications = new DynamoDbNotifications(dynamoDb, variable("NOTIFICATIONS_TABLE_NAME"));
    var notifyCustomer = NotifyCustomer.of(variable("NOTIFY_CUSTOMER_FUNCTION_ARN"));
    var executions = StepFunctionsExecutions.of(variable("ORDER_WORKFLOW_ARN"));
    var origins =
        new Origins(
            SqsOrigin.of(variable("ORDERS_QUEUE_URL")),
            SqsOrigin.of(variable("SHIPMENT_QUEUE_URL")),
            LambdaOrigin.of(notifyCustomer),
            EventBridgeOrigin.create(),
            new WorkflowOrigin(orders, executions, clock));
    var effects = new Effects(failures, orders, notifications, notifyCustomer, executions);
    var lease = Environment.seconds("REPLAY_LEASE_SECONDS");
    var replaying = new Replaying(failures, origins, effects, lease, clock);
    var decisions = new DynamoDbDecisions(failures, orders);
    return new Work(
        new Round(failures, replaying, clock),
        replaying,
        new Deciding(failures, orders, decisions, replaying, executions, clock));
  }
}
