package com.example.orders.managewebhooks;

import static com.example.orders.lambda.Environment.number;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.lambda.Telemetry;
import com.example.orders.webhooks.DynamoDbDeliveries;
import com.example.orders.webhooks.DynamoDbEndpoints;
import com.example.orders.webhooks.Network;
import com.example.orders.webhooks.SqsWakeUps;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Serves the API under {@code /webhooks}: its routes are in {@code openapi.yaml}. */
public final class ManageWebhooksHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private final Routes routes;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public ManageWebhooksHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
  }

  ManageWebhooksHandler(Routes routes, Telemetry telemetry) {
    this.routes = requireNonNull(routes);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return CustomerApi.answer(telemetry, context, event, routes::answer);
  }

  private static Routes fromEnvironment() {
    var dynamoDb = AwsClients.build(DynamoDbClient.builder());
    return new Routes(
        new DynamoDbEndpoints(dynamoDb, variable("ENDPOINTS_TABLE_NAME")),
        new DynamoDbDeliveries(dynamoDb, variable("DELIVERIES_TABLE_NAME")),
        new SqsWakeUps(AwsClients.build(SqsClient.builder()), variable("DELIVERIES_QUEUE_URL")),
        Network.of(variable("WEBHOOK_NETWORK"), () -> variable("AWS_ENDPOINT_URL")),
        number("ENDPOINTS_PER_CUSTOMER"),
        Clock.systemUTC());
  }
}
