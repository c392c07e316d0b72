package com.example.orders.operatefailures;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what a request asks for, and puts what comes of it into HTTP's words. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final Set<String> FILTERS =
      Set.of("state", "class", "source", "customer", "order", "limit", "cursor");
  private static final int PAGE = 25;
  private static final int LARGEST_PAGE = 100;

  private final Operations operations;
  private final ObjectMapper json = OrderJson.mapper();

  Routes(Operations operations) {
    this.operations = operations;
  }

  APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    var request = new Request(event);
    try {
      var by = request.caller();
      return switch (request.route()) {
        case "GET /operations/failures" -> ok(200, list(request));
        case "GET /operations/failures/{failureId}" -> {
          request.only(Set.of());
          yield ok(200, operations.show(request.failureId()));
        }
        case "POST /operations/failures/{failureId}/replay" ->
            ok(202, operations.replay(request.failureId(), by));
        case "PUT /operations/failures/{failureId}/payload" ->
            ok(200, operations.edit(request.failureId(), request.text("payload"), by));
        case "POST /operations/failures/{failureId}/discard" ->
            ok(200, operations.discard(request.failureId(), request.text("reason"), by));
        case "POST /operations/failures/{failureId}/undo" ->
            ok(202, operations.undo(request.failureId(), request.text("reason"), by));
        default -> throw Problem.noSuchResource();
      };
    } catch (Problem problem) {
      LOG.info("{} {}", problem.status(), problem.type());
      return problem(problem);
    }
  }

  private JsonNode list(Request request) {
    request.only(FILTERS);
    var state = request.choice("state", FailureState.class);
    return operations.list(
        new Operations.Filter(
            state == null ? FailureState.OPEN : state,
            request.choice("class", FailureClass.class),
            request.choice("source", FailureSource.class),
            request.parameter("customer"),
            request.parameter("order")),
        request.limit(PAGE, LARGEST_PAGE),
        request.parameter("cursor"));
  }

  private static APIGatewayProxyResponseEvent ok(int status, JsonNode body) {
    return response(status, "application/json", body);
  }

  private APIGatewayProxyResponseEvent problem(Problem problem) {
    return response(
        problem.status(),
        "application/problem+json",
        json.createObjectNode()
            .put("type", problem.type())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail()));
  }

  private static APIGatewayProxyResponseEvent response(int status, String type, JsonNode body) {
    return new APIGatewayProxyResponseEvent()
        .withStatusCode(status)
        .withHeaders(Map.of("Content-Type", type, "Cache-Control", "no-store"))
        .withBody(body.toString());
  }
}
