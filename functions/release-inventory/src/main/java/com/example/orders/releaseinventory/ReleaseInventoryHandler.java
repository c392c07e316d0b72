package com.example.orders.releaseinventory;

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
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Gives stock back when an order is undone. A retry finds it done and gives nothing twice. */
public final class ReleaseInventoryHandler
    implements RequestHandler<OrderKey, InventoryReleased>, Primed {
  private static final int ATTEMPTS = 6;

  private final Releasing releasing;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public ReleaseInventoryHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  ReleaseInventoryHandler(Releasing releasing, Telemetry telemetry) {
    this.releasing = requireNonNull(releasing);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public InventoryReleased handleRequest(OrderKey order, Context context) {
    return telemetry.task(context, order, counts -> releasing.release(order));
  }

  @Override
  public void prime() {
    new ReleaseInventoryHandler().handleRequest(Priming.ORDER, Priming.context());
  }

  /** Many orders may want the same product at once: their transactions collide and try again. */
  private static Releasing fromEnvironment() {
    var settings = FunctionSettings.fromEnvironment(Settings.DEFAULT);
    var dynamoDb =
        AwsClients.build(
            DynamoDbClient.builder(),
            retries ->
                retries.maxAttempts(ATTEMPTS).retryOnException(DynamoDbInventory::isContention),
            settings);
    var orders = variable("ORDERS_TABLE_NAME");
    var products = variable("PRODUCTS_TABLE_NAME");
    return new Releasing(
        new DynamoDbOrders(dynamoDb, orders), new DynamoDbInventory(dynamoDb, orders, products));
  }
}
