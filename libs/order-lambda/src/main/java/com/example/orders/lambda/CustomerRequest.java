package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.example.orders.order.CustomerId;
import com.example.orders.order.OrderId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that API Gateway's authorizer has let in. What the client wrote is still unchecked. */
public record CustomerRequest(APIGatewayProxyRequestEvent event) {

  /**
   * The subject of the access token.
   *
   * @throws IllegalStateException if there is none: the route has no authorizer
   */
  public CustomerId customer() {
    var authorizer = event.getRequestContext().getAuthorizer();
    if (authorizer != null
        && authorizer.get("claims") instanceof Map<?, ?> claims
        && claims.get("sub") instanceof String subject) {
      return new CustomerId(subject);
    }
    throw new IllegalStateException("The request has no customer");
  }

  /**
   * The request's ID, which the client cannot choose. It sees it as {@code x-amz-apigw-id}, or as
   * {@code apigw-requestid} of an HTTP API.
   */
  public String id() {
    return Optional.ofNullable(event.getRequestContext().getExtendedRequestId()).orElse("");
  }

  /** The path as the client sees it, with the stage. */
  public String path() {
    return event.getRequestContext().getPath();
  }

  /** The order that the path names; empty if what is there is no ID. */
  public Optional<OrderId> orderId() {
    try {
      return Optional.of(new OrderId(event.getPathParameters().getOrDefault("orderId", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** All values of a parameter of the query, none if it was not sent. */
  public List<String> parameter(String name) {
    var parameters = event.getMultiValueQueryStringParameters();
    return parameters == null ? List.of() : parameters.getOrDefault(name, List.of());
  }
}
