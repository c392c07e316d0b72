package com.example.orders.cancelorder;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.cancelorder.Cancelling.Cancelled;
import com.example.orders.cancelorder.Cancelling.NoSuchOrder;
import com.example.orders.cancelorder.Cancelling.TooLate;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.lambda.CustomerRequest;
import com.example.orders.lambda.Primed;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Snapshots;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderId;
import com.example.orders.order.OrderKey;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Serves {@code DELETE /orders/{orderId}}. */
public final class CancelOrderHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent>, Primed {
  private final Cancelling cancelling;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public CancelOrderHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  CancelOrderHandler(Cancelling cancelling, Telemetry telemetry) {
    this.cancelling = requireNonNull(cancelling);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return CustomerApi.answer(telemetry, context, event, this::cancel);
  }

  private APIGatewayProxyResponseEvent cancel(CustomerRequest request) {
    return request.orderId().map(id -> cancel(request, id)).orElseGet(Answers::unknown);
  }

  private APIGatewayProxyResponseEvent cancel(CustomerRequest request, OrderId id) {
    var key = new OrderKey(request.customer(), id);
    return Telemetry.forOrder(
        key,
        () ->
            switch (cancelling.cancel(key)) {
              case Cancelled(var now) -> Answers.cancelled(id, now, request.path());
              case TooLate(var now) -> Answers.tooLate(now);
              case NoSuchOrder() -> Answers.unknown();
            });
  }

  @Override
  public void prime() {
    new CancelOrderHandler().handleRequest(CustomerApi.example(), Priming.context());
  }

  private static Cancelling fromEnvironment() {
    var table = variable("ORDERS_TABLE_NAME");
    return new Cancelling(
        new DynamoDbOrders(AwsClients.build(DynamoDbClient.builder()), table), Clock.systemUTC());
  }
}
