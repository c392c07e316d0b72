package com.example.orders.operatefailures;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.failures.dynamodb.DynamoDbFailures;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Serves the operator's API under {@code /operations/failures}: list, show, replay, edit, undo,
 * discard.
 */
public final class OperateFailuresHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private final Routes routes;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public OperateFailuresHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
  }

  OperateFailuresHandler(Operations operations, Telemetry telemetry) {
    this.routes = new Routes(operations);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return telemetry.batch(context, counts -> routes.answer(event));
  }

  private static Operations fromEnvironment() {
    var clock = Clock.systemUTC();
    return new Operations(
        new DynamoDbFailures(
            AwsClients.build(DynamoDbClient.builder()), variable("FAILURES_TABLE_NAME"), clock),
        LambdaReplays.of(variable("REPLAY_FAILURES_FUNCTION_NAME")),
        clock);
  }
}
