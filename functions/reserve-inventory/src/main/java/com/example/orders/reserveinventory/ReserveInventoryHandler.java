package com.example.orders.reserveinventory;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.example.orders.dynamodb.DynamoDbInventory;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Primed;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Snapshots;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.settings.Settings;
import com.example.orders.settings.appconfig.FunctionSettings;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Takes an order's stock. A retry finds its own reservation and takes nothing twice. */
public final class ReserveInventoryHandler
    implements RequestHandler<OrderKey, InventoryReserved>, Primed {
  private static final int ATTEMPTS = 6;

  private final Reserving reserving;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public ReserveInventoryHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  ReserveInventoryHandler(Reserving reserving, Telemetry telemetry) {
    this.reserving = requireNonNull(reserving);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public InventoryReserved handleRequest(OrderKey order, Context context) {
    return telemetry.task(context, order, counts -> reserving.reserve(order));
  }

  @Override
  public void prime() {
    new ReserveInventoryHandler().handleRequest(Priming.ORDER, Priming.context());
  }

  /** Many orders may want the same product at once: their transactions collide and try again. */
  private static Reserving fromEnvironment() {
    var settings = FunctionSettings.fromEnvironment(Settings.DEFAULT);
    var dynamoDb =
        AwsClients.build(
            DynamoDbClient.builder(),
            retries ->
                retries.maxAttempts(ATTEMPTS).retryOnException(DynamoDbInventory::isContention),
            settings);
    var orders = variable("ORDERS_TABLE_NAME");
    var products = variable("PRODUCTS_TABLE_NAME");
    return new Reserving(
        new DynamoDbOrders(dynamoDb, orders),
        new DynamoDbInventory(dynamoDb, orders, products),
        Clock.systemUTC());
  }
}
