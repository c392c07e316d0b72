package com.example.orders.listorders;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.lambda.CustomerRequest;
import com.example.orders.lambda.Primed;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Snapshots;
import com.example.orders.lambda.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Serves {@code GET /orders}. */
public final class ListOrdersHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent>, Primed {
  private static final List<String> LIMITS = List.of("10", "25", "50", "100");
  private static final String PAGE = "25";

  private final DynamoDbCustomerOrders orders;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public ListOrdersHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  ListOrdersHandler(DynamoDbCustomerOrders orders, Telemetry telemetry) {
    this.orders = requireNonNull(orders);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return CustomerApi.answer(telemetry, context, event, this::list);
  }

  private APIGatewayProxyResponseEvent list(CustomerRequest request) {
    var limits = request.parameter("limit");
    var limit = limits.isEmpty() ? PAGE : limits.getFirst();
    if (limits.size() > 1 || !LIMITS.contains(limit)) {
      return refused("limit is one of 10, 25, 50, 100.");
    }
    var cursors = request.parameter("cursor");
    var after = cursors.size() == 1 ? Place.of(cursors.getFirst()) : Optional.<Place>empty();
    if (!cursors.isEmpty() && after.isEmpty()) {
      return refused("cursor is not one that this API gave out.");
    }
    var page = orders.page(request.customer(), Integer.parseInt(limit), after);
    return CustomerApi.json(200, page.json(request.path(), limit));
  }

  private static APIGatewayProxyResponseEvent refused(String detail) {
    return CustomerApi.problem(400, "invalid-parameters", "Invalid parameters", detail, Map.of());
  }

  @Override
  public void prime() {
    new ListOrdersHandler().handleRequest(CustomerApi.example(), Priming.context());
  }

  private static DynamoDbCustomerOrders fromEnvironment() {
    return new DynamoDbCustomerOrders(
        AwsClients.build(DynamoDbClient.builder()), variable("ORDERS_TABLE_NAME"));
  }
}
