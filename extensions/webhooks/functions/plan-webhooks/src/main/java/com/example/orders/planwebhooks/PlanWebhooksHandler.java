package com.example.orders.planwebhooks;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.json.OrderEventReader;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.example.orders.webhooks.DynamoDbDeliveries;
import com.example.orders.webhooks.DynamoDbEndpoints;
import com.example.orders.webhooks.SqsWakeUps;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Invoked asynchronously by a rule on the order events. What it throws is tried again by Lambda and
 * then recorded in a queue of the extension, event included.
 */
public final class PlanWebhooksHandler implements RequestStreamHandler {
  private final ObjectMapper mapper = OrderJson.mapper();
  private final OrderEventReader reader = new OrderEventReader();
  private final Planning planning;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public PlanWebhooksHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
  }

  PlanWebhooksHandler(Planning planning, Telemetry telemetry) {
    this.planning = requireNonNull(planning);
    this.telemetry = requireNonNull(telemetry);
  }

  /** Answers how many deliveries are planned, whoever planned them. */
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var json = input.readAllBytes();
    var planned =
        telemetry.batch(
            context,
            counts -> {
              var event = reader.read(json);
              return Telemetry.forOrder(event.order(), () -> planning.plan(event));
            });
    mapper.writeValue(output, Map.of("planned", planned));
  }

  private static Planning fromEnvironment() {
    var dynamoDb = AwsClients.build(DynamoDbClient.builder());
    return new Planning(
        new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME")),
        new DynamoDbEndpoints(dynamoDb, variable("ENDPOINTS_TABLE_NAME")),
        new DynamoDbDeliveries(dynamoDb, variable("DELIVERIES_TABLE_NAME")),
        new SqsWakeUps(AwsClients.build(SqsClient.builder()), variable("DELIVERIES_QUEUE_URL")),
        Clock.systemUTC());
  }
}
