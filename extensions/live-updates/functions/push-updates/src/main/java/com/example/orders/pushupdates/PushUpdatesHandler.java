package com.example.orders.pushupdates;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.DynamoDbConnectionStore;
import com.example.orders.live.OpenConnections;
import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Invoked with changes of the orders' table, of which the stream has the keys only. Answers from
 * which record on Lambda is to try again.
 */
public final class PushUpdatesHandler implements RequestStreamHandler {
  private final ObjectMapper mapper = OrderJson.mapper();
  private final Pushing pushing;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public PushUpdatesHandler() {
    this(fromEnvironment(Clock.systemUTC()), Telemetry.fromEnvironment());
  }

  PushUpdatesHandler(Pushing pushing, Telemetry telemetry) {
    this.pushing = requireNonNull(pushing);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var changes =
        mapper
            .readTree(input)
            .path("Records")
            .valueStream()
            .map(PushUpdatesHandler::change)
            .toList();
    var failed = telemetry.batch(context, _ -> pushing.push(changes));
    var answer = mapper.createObjectNode();
    var failures = answer.putArray("batchItemFailures");
    failed.ifPresent(change -> failures.addObject().put("itemIdentifier", change.sequenceNumber()));
    mapper.writeValue(output, answer);
  }

  private static OrderChange change(JsonNode record) {
    var written = record.path("dynamodb");
    return new OrderChange(
        OrderKey.of(
            written.at("/Keys/customer/S").asText(), written.at("/Keys/orderId/S").asText()),
        written.path("SequenceNumber").asText());
  }

  private static Pushing fromEnvironment(Clock clock) {
    var dynamoDb = AwsClients.build(DynamoDbClient.builder());
    var stage =
        AwsClients.build(
            ApiGatewayManagementApiClient.builder()
                .endpointOverride(URI.create(variable("CONNECTIONS_URL"))));
    return new Pushing(
        new OpenConnections(
            new DynamoDbConnectionStore(dynamoDb, variable("CONNECTIONS_TABLE_NAME")), clock),
        new DynamoDbLiveOrders(dynamoDb, variable("ORDERS_TABLE_NAME")),
        new AwsSockets(stage),
        clock);
  }
}
