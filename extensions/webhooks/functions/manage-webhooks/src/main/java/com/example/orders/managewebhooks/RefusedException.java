package com.example.orders.managewebhooks;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.CustomerApi;
import java.util.Map;

/** A request that gets no for an answer, as RFC 9457 words it. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final String title;

  private RefusedException(int status, String type, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
  }

  static RefusedException parameter(String detail) {
    return new RefusedException(400, "invalid-parameters", "Invalid parameters", detail);
  }

  static RefusedException body(String detail) {
    return new RefusedException(400, "invalid-request", "Invalid request", detail);
  }

  static RefusedException mediaType() {
    return new RefusedException(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "Send the body as application/json in UTF-8.");
  }

  /** The same for what is another customer's. */
  static RefusedException unknownWebhook() {
    return new RefusedException(
        404, "unknown-webhook", "Unknown webhook", "There is no webhook with this ID.");
  }

  static RefusedException unknownDelivery() {
    return new RefusedException(
        404, "unknown-delivery", "Unknown delivery", "There is no delivery with this ID.");
  }

  static RefusedException conflict(String detail) {
    return new RefusedException(409, "refused", "Refused", detail);
  }

  static RefusedException changed() {
    return conflict("Another request changed the webhook at the same time. Send this one again.");
  }

  static RefusedException tooManyToday(String what, int limit) {
    return new RefusedException(
        429, "too-many-today", "Too many today", "A day (UTC) has " + limit + " " + what + ".");
  }

  APIGatewayProxyResponseEvent answer() {
    return CustomerApi.problem(status, type, title, String.valueOf(getMessage()), Map.of());
  }
}
