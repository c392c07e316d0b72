package com.example.orders.measureorders;

import static com.example.orders.lambda.Environment.seconds;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.json.OrderEventReader;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Invoked by a rule for each order that has ended, and by a schedule each minute. */
public final class MeasureOrdersHandler implements RequestStreamHandler {
  private static final String SCHEDULE = "aws.events";

  private final ObjectMapper mapper = OrderJson.mapper();
  private final OrderEventReader reader = new OrderEventReader();
  private final Measuring measuring;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public MeasureOrdersHandler() {
    this(
        new Measuring(
            new DynamoDbOrders(
                AwsClients.build(DynamoDbClient.builder()), variable("ORDERS_TABLE_NAME")),
            new Measures(seconds("ENDS_WITHIN_SECONDS"), seconds("ORDER_DEADLINE_SECONDS")),
            new MeasureLog(Telemetry.metricsFromEnvironment())),
        Telemetry.fromEnvironment());
  }

  MeasureOrdersHandler(Measuring measuring, Telemetry telemetry) {
    this.measuring = requireNonNull(measuring);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var json = input.readAllBytes();
    var isSchedule = mapper.readTree(json).path("source").asText().equals(SCHEDULE);
    telemetry.batch(context, _ -> isSchedule ? none() : measured(json));
  }

  private String none() {
    measuring.measureNone();
    return "";
  }

  private String measured(byte[] json) {
    var event = reader.read(json);
    return Telemetry.forOrder(
        event.order(),
        () -> {
          measuring.measure(event);
          return "";
        });
  }
}
