package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request of a customer. Every log line carries the ID that the customer can tell us.
 * What will pass by itself is a 503; any other exception fails the invocation, which API Gateway
 * answers with 502, and which is counted as an error.
 */
public final class CustomerApi {
  private static final Logger LOG = LoggerFactory.getLogger(CustomerApi.class);
  private static final ObjectMapper JSON = OrderJson.mapper();

  private CustomerApi() {}

  public static APIGatewayProxyResponseEvent answer(
      Telemetry telemetry,
      Context context,
      APIGatewayProxyRequestEvent event,
      Function<CustomerRequest, APIGatewayProxyResponseEvent> work) {
    var request = new CustomerRequest(event);
    return telemetry.batch(
        context,
        _ -> Telemetry.forRequest(request.id(), () -> unlessBusy(() -> work.apply(request))));
  }

  /** A request for an order that does not exist, to be answered before a snapshot is taken. */
  public static APIGatewayProxyRequestEvent example() {
    var context = new APIGatewayProxyRequestEvent.ProxyRequestContext();
    context.setPath("/");
    context.setAuthorizer(Map.of("claims", Map.of("sub", Priming.ORDER.customer().value())));
    return new APIGatewayProxyRequestEvent()
        .withRequestContext(context)
        .withPathParameters(Map.of("orderId", Priming.ORDER.orderId().value()));
  }

  /** An answer in JSON that nobody may keep. */
  public static APIGatewayProxyResponseEvent json(int status, JsonNode body) {
    return response(status, "application/json", body, Map.of());
  }

  /** An error as RFC 9457 words it. */
  public static APIGatewayProxyResponseEvent problem(
      int status, String type, String title, String detail, Map<String, String> headers) {
    var body =
        object()
            .put("type", "urn:orderly:problem:" + type)
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    return response(status, "application/problem+json", body, headers);
  }

  /** An empty JSON object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static APIGatewayProxyResponseEvent unlessBusy(
      Supplier<APIGatewayProxyResponseEvent> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (!AwsClients.isPassing(e)) {
        throw e;
      }
      return busy(e);
    }
  }

  private static APIGatewayProxyResponseEvent busy(Exception e) {
    LOG.warn("Busy: {}", Telemetry.describe(e));
    return problem(
        503,
        "busy",
        "Busy",
        "The service is busy. Send the same request again.",
        Map.of("Retry-After", "1"));
  }

  private static APIGatewayProxyResponseEvent response(
      int status, String type, JsonNode body, Map<String, String> headers) {
    var all = new HashMap<>(headers);
    all.put("Content-Type", type);
    all.put("Cache-Control", "no-store");
    return new APIGatewayProxyResponseEvent()
        .withStatusCode(status)
        .withHeaders(all)
        .withBody(body.toString());
  }
}
