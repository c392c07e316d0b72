package com.example.orders.chargepayment;

import static com.example.orders.lambda.Environment.isOn;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.example.orders.breaker.GuardedPaymentGateway;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Primed;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Snapshots;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.payment.sandbox.SandboxPaymentGateway;
import com.example.orders.settings.Settings;
import com.example.orders.settings.appconfig.FunctionSettings;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Charges the customer for one order. A retry finds the same payment and charges nothing twice. */
public final class ChargePaymentHandler
    implements RequestHandler<OrderKey, PaymentCharged>, Primed {
  private final Charging charging;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public ChargePaymentHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  ChargePaymentHandler(Charging charging, Telemetry telemetry) {
    this.charging = requireNonNull(charging);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public PaymentCharged handleRequest(OrderKey order, Context context) {
    return telemetry.task(context, order, counts -> charging.charge(order));
  }

  @Override
  public void prime() {
    new ChargePaymentHandler().handleRequest(Priming.ORDER, Priming.context());
  }

  private static Charging fromEnvironment() {
    var settings = FunctionSettings.fromEnvironment(Settings.DEFAULT);
    var dynamoDb = AwsClients.build(DynamoDbClient.builder(), settings);
    var orders = new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME"));
    var sandbox = SandboxPaymentGateway.over(dynamoDb, variable("LEDGER_TABLE_NAME"));
    var gateway =
        isOn("PAYMENT_BREAKER")
            ? GuardedPaymentGateway.over(sandbox, variable("BREAKERS_TABLE_NAME"), settings)
            : sandbox;
    return new Charging(orders, gateway, Clock.systemUTC());
  }
}
