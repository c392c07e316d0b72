package com.example.orders.managewebhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.Telemetry;
import com.example.orders.testing.SettableClock;
import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.DynamoDbDeliveries;
import com.example.orders.webhooks.DynamoDbEndpoints;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Network;
import com.example.orders.webhooktesting.WebhookTables;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mockito.Mockito;

/** The function over tables as AWS's, asked as API Gateway asks it. */
final class ManagedApi {
  static final int LIMIT = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T12:00:00.123Z"));
  final List<DeliveryKey> woken = new ArrayList<>();
  final Endpoints endpoints;
  final Deliveries deliveries;
  private final ManageWebhooksHandler handler;

  ManagedApi(WebhookTables tables) {
    endpoints = new DynamoDbEndpoints(tables.client(), WebhookTables.ENDPOINTS);
    deliveries = new DynamoDbDeliveries(tables.client(), WebhookTables.DELIVERIES);
    handler =
        new ManageWebhooksHandler(
            new Routes(
                endpoints,
                deliveries,
                delivery -> woken.add(delivery.key()),
                Network.PUBLIC,
                LIMIT,
                clock),
            Telemetry.fromEnvironment());
  }

  /** An answer, with its body read; an empty object where there is none. */
  record Answer(int status, JsonNode body, Map<String, String> headers) {}

  Answer register(String customer, String body) throws JsonProcessingException {
    return call(request(customer, "POST", "/webhooks", Map.of()).withBody(body));
  }

  Answer call(String customer, String method, String route, String... ids)
      throws JsonProcessingException {
    return call(request(customer, method, route, parameters(ids)));
  }

  Answer page(String customer, String endpoint, Map<String, List<String>> query)
      throws JsonProcessingException {
    var route = "/webhooks/{endpointId}/deliveries";
    return call(
        request(customer, "GET", route, parameters(endpoint))
            .withMultiValueQueryStringParameters(query));
  }

  Answer call(APIGatewayProxyRequestEvent event) throws JsonProcessingException {
    APIGatewayProxyResponseEvent answer = handler.handleRequest(event, Mockito.mock(Context.class));
    assertThat(answer.getHeaders()).as("headers, if only none").isNotNull();
    assertThat(answer.getBody()).as("a body, if only an empty one").isNotNull();
    var body = answer.getBody();
    return new Answer(
        answer.getStatusCode(),
        body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body),
        answer.getHeaders());
  }

  /** As HTTP APIs send it in format 1.0: the IDs in the path, their names in the resource. */
  static APIGatewayProxyRequestEvent request(
      String customer, String method, String route, Map<String, String> parameters) {
    var context = new APIGatewayProxyRequestEvent.ProxyRequestContext();
    var path = "/v1" + route;
    for (var one : parameters.entrySet()) {
      path = path.replace("{" + one.getKey() + "}", one.getValue());
    }
    context.setStage("v1");
    context.setPath(path);
    context.setResourcePath(route);
    context.setAuthorizer(Map.of("claims", Map.of("sub", customer)));
    return new APIGatewayProxyRequestEvent()
        .withHttpMethod(method)
        .withResource(route)
        .withPath(path)
        .withHeaders(Map.of("content-type", "application/json"))
        .withRequestContext(context)
        .withPathParameters(parameters);
  }

  private static Map<String, String> parameters(String... ids) {
    return switch (ids.length) {
      case 0 -> Map.of();
      case 1 -> Map.of("endpointId", ids[0]);
      default -> Map.of("endpointId", ids[0], "deliveryId", ids[1]);
    };
  }
}
