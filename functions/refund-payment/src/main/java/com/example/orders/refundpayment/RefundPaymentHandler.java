package com.example.orders.refundpayment;

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
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Gives the money of an order that is being undone back, or sees to it that none is taken. */
public final class RefundPaymentHandler implements RequestHandler<OrderKey, PaymentUndone>, Primed {
  private final Refunding refunding;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public RefundPaymentHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  RefundPaymentHandler(Refunding refunding, Telemetry telemetry) {
    this.refunding = requireNonNull(refunding);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public PaymentUndone handleRequest(OrderKey order, Context context) {
    return telemetry.task(context, order, counts -> refunding.refund(order, counts));
  }

  @Override
  public void prime() {
    new RefundPaymentHandler().handleRequest(Priming.ORDER, Priming.context());
  }

  private static Refunding fromEnvironment() {
    var settings = FunctionSettings.fromEnvironment(Settings.DEFAULT);
    var dynamoDb = AwsClients.build(DynamoDbClient.builder(), settings);
    var orders = new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME"));
    var sandbox = SandboxPaymentGateway.over(dynamoDb, variable("LEDGER_TABLE_NAME"));
    var gateway =
        isOn("PAYMENT_BREAKER")
            ? GuardedPaymentGateway.over(sandbox, variable("BREAKERS_TABLE_NAME"), settings)
            : sandbox;
    return new Refunding(orders, gateway);
  }
}
