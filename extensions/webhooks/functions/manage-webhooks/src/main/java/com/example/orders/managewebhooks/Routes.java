package com.example.orders.managewebhooks;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.lambda.CustomerRequest;
import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Network;
import com.example.orders.webhooks.WakeUps;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/** Finds what a request asks for, and puts what comes of it into HTTP's words. */
final class Routes {
  private final Endpoints endpoints;
  private final Deliveries deliveries;
  private final Registering registering;
  private final Verifying verifying;
  private final Rotating rotating;
  private final Resending resending;
  private final Clock clock;

  /**
   * @param limit of endpoints of one customer
   */
  Routes(
      Endpoints endpoints,
      Deliveries deliveries,
      WakeUps wakeUps,
      Network network,
      int limit,
      Clock clock) {
    var random = new SecureRandom();
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.registering = new Registering(endpoints, network, limit, random, clock);
    this.verifying = new Verifying(endpoints, deliveries, wakeUps, random, clock);
    this.rotating = new Rotating(endpoints, random, clock);
    this.resending = new Resending(endpoints, deliveries, wakeUps, clock);
    this.clock = clock;
  }

  APIGatewayProxyResponseEvent answer(CustomerRequest customerRequest) {
    var request = new WebhookRequest(customerRequest);
    var views = new Views("/" + stage(customerRequest) + "/webhooks");
    try {
      return switch (request.route()) {
        case "POST /webhooks" -> register(request, views);
        case "GET /webhooks" -> list(request, views);
        case "GET /webhooks/{endpointId}" -> look(request.endpoint(), views);
        case "DELETE /webhooks/{endpointId}" -> delete(request.endpoint());
        case "POST /webhooks/{endpointId}/verify" ->
            CustomerApi.json(202, views.delivery(verifying.verify(request.endpoint())));
        case "POST /webhooks/{endpointId}/secret" -> rotate(request.endpoint(), views);
        case "GET /webhooks/{endpointId}/deliveries" -> deliveries(request, views);
        case "POST /webhooks/{endpointId}/deliveries/{deliveryId}/resend" ->
            CustomerApi.json(
                202, views.delivery(resending.resend(request.endpoint(), request.delivery())));
        default -> throw new IllegalStateException("The template has no route for this");
      };
    } catch (RefusedException e) {
      return e.answer();
    }
  }

  private static String stage(CustomerRequest request) {
    return request.event().getRequestContext().getStage();
  }

  private APIGatewayProxyResponseEvent register(WebhookRequest request, Views views) {
    var endpoint = registering.register(request.request().customer(), request.wanted());
    return CustomerApi.json(201, views.registered(endpoint, clock.instant()));
  }

  private APIGatewayProxyResponseEvent list(WebhookRequest request, Views views) {
    var all = endpoints.of(request.request().customer());
    return CustomerApi.json(200, views.list(all, clock.instant()));
  }

  private APIGatewayProxyResponseEvent look(EndpointKey key, Views views) {
    var endpoint = endpoints.find(key).orElseThrow(RefusedException::unknownWebhook);
    return CustomerApi.json(200, views.endpoint(endpoint, clock.instant()));
  }

  private APIGatewayProxyResponseEvent delete(EndpointKey key) {
    if (!endpoints.delete(key, clock.instant())) {
      throw RefusedException.unknownWebhook();
    }
    return new APIGatewayProxyResponseEvent()
        .withStatusCode(204)
        .withHeaders(Map.of())
        .withBody("");
  }

  private APIGatewayProxyResponseEvent rotate(EndpointKey key, Views views) {
    return CustomerApi.json(200, views.rotated(key.id(), rotating.rotate(key)));
  }

  private APIGatewayProxyResponseEvent deliveries(WebhookRequest request, Views views) {
    var key = request.endpoint();
    var limit = request.limit();
    var after = request.cursor().map(Cursor::place).orElse(null);
    if (endpoints.find(key).isEmpty()) {
      throw RefusedException.unknownWebhook();
    }
    return CustomerApi.json(
        200, views.page(key.id(), deliveries.page(key.id(), limit, after), limit));
  }
}
