package com.example.orders.managewebhooks;

import com.example.orders.lambda.CustomerRequest;
import com.example.orders.lambda.JsonBody;
import com.example.orders.lambda.NoJsonObjectException;
import com.example.orders.webhooks.DeliveryId;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.WebhookType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request of a customer. An HTTP API checks no body and no parameter: all is checked here. */
record WebhookRequest(CustomerRequest request) {
  private static final Set<String> FIELDS = Set.of("url", "types");
  private static final List<String> LIMITS = List.of("10", "25", "50", "100");
  private static final String PAGE = "25";

  /** What a registration asks for; the URL is still unchecked. */
  record Wanted(String url, List<WebhookType> types) {}

  /** Method and route, such as {@code GET /webhooks/{endpointId}}: the resource has the names. */
  String route() {
    return request.event().getHttpMethod() + " " + request.event().getResource();
  }

  EndpointKey endpoint() {
    try {
      return new EndpointKey(request.customer(), new EndpointId(pathParameter("endpointId")));
    } catch (IllegalArgumentException e) {
      throw RefusedException.unknownWebhook();
    }
  }

  DeliveryId delivery() {
    try {
      return new DeliveryId(pathParameter("deliveryId"));
    } catch (IllegalArgumentException e) {
      throw RefusedException.unknownDelivery();
    }
  }

  int limit() {
    var limits = request.parameter("limit");
    var limit = limits.isEmpty() ? PAGE : limits.getFirst();
    if (limits.size() > 1 || !LIMITS.contains(limit)) {
      throw RefusedException.parameter("limit is one of 10, 25, 50, 100.");
    }
    return Integer.parseInt(limit);
  }

  Optional<Cursor> cursor() {
    var cursors = request.parameter("cursor");
    if (cursors.isEmpty()) {
      return Optional.empty();
    }
    var cursor = cursors.size() == 1 ? Cursor.of(cursors.getFirst()) : Optional.<Cursor>empty();
    if (cursor.isEmpty()) {
      throw RefusedException.parameter("cursor is not one that this API gave out.");
    }
    return cursor;
  }

  Wanted wanted() {
    var body = body();
    if (!FIELDS.containsAll(body.propertyStream().map(Map.Entry::getKey).toList())) {
      throw RefusedException.body("The body has url and types, and nothing else.");
    }
    var url = body.path("url");
    if (!url.isTextual()) {
      throw RefusedException.body("url is missing or no string.");
    }
    return new Wanted(url.textValue(), types(body.path("types")));
  }

  private static List<WebhookType> types(JsonNode types) {
    if (types.isMissingNode()) {
      return List.of();
    }
    var chosen = new ArrayList<WebhookType>();
    for (var type : types) {
      WebhookType.of(type.isTextual() ? type.textValue() : "")
          .filter(WebhookType.ofOrders()::contains)
          .filter(one -> !chosen.contains(one))
          .ifPresent(chosen::add);
    }
    if (!types.isArray() || chosen.isEmpty() || chosen.size() != types.size()) {
      throw RefusedException.body(
          "types has one or more of order.confirmed, order.rejected, order.cancelled, each once.");
    }
    return chosen;
  }

  private JsonNode body() {
    try {
      return JsonBody.of(request.event());
    } catch (NoJsonObjectException e) {
      throw switch (e.flaw()) {
        case MEDIA_TYPE -> RefusedException.mediaType();
        case SYNTAX -> RefusedException.body("The body is no JSON, or names something twice.");
        case OTHER_VALUE -> RefusedException.body("The body is no JSON object.");
      };
    }
  }

  private String pathParameter(String name) {
    var parameters = request.event().getPathParameters();
    return parameters == null ? "" : parameters.getOrDefault(name, "");
  }
}
