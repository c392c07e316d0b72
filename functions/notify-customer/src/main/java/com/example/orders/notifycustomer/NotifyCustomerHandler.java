package com.example.orders.notifycustomer;

import static com.example.orders.lambda.Environment.isOn;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.idempotency.DynamoDbIdempotencyRecords;
import com.example.orders.idempotency.Idempotency;
import com.example.orders.json.OrderEventReader;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Primed;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Snapshots;
import com.example.orders.lambda.Telemetry;
import com.example.orders.settings.NotificationSettings;
import com.example.orders.settings.Settings;
import com.example.orders.settings.appconfig.FunctionSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Invoked asynchronously by a rule on the order events. What it throws is tried again by Lambda and
 * then recorded in the failures queue, event included; what it answers goes to the bus.
 */
public final class NotifyCustomerHandler implements RequestStreamHandler, Primed {
  private static final Duration RETENTION = Duration.ofDays(30);

  private final ObjectMapper mapper = OrderJson.mapper();
  private final OrderEventReader reader = new OrderEventReader();
  private final Notifying notifying;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public NotifyCustomerHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  NotifyCustomerHandler(Notifying notifying, Telemetry telemetry) {
    this.notifying = requireNonNull(notifying);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var json = input.readAllBytes();
    var notified =
        telemetry.batch(
            context,
            counts -> {
              var event = reader.read(json);
              var remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
              return Telemetry.forOrder(
                  event.order(), () -> notifying.deliver(event, remaining, counts));
            });
    mapper.writeValue(output, notified);
  }

  @Override
  public void prime() throws IOException {
    try {
      new NotifyCustomerHandler()
          .handleRequest(ExampleEvent.json(), OutputStream.nullOutputStream(), Priming.context());
    } catch (UnknownOrderException e) {
      // there is no such order
    }
  }

  private static Notifying fromEnvironment() {
    var deployed =
        Settings.DEFAULT.withNotifications(
            new NotificationSettings(isOn("NOTIFICATION_FALLBACK"), 0));
    var settings = FunctionSettings.fromEnvironment(deployed);
    var dynamoDb = AwsClients.build(DynamoDbClient.builder(), settings);
    return new Notifying(
        new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME")),
        new DynamoDbCustomerNotifier(
            dynamoDb,
            variable("NOTIFICATIONS_TABLE_NAME"),
            Clock.systemUTC(),
            NotifyCustomerHandler::sleep),
        new Idempotency(
            new DynamoDbIdempotencyRecords(dynamoDb, variable("IDEMPOTENCY_TABLE_NAME")),
            RETENTION,
            Clock.systemUTC(),
            () -> UUID.randomUUID().toString()),
        new Fallback(() -> settings.now().notifications()),
        Clock.systemUTC());
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
