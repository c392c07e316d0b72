package com.example.orders.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a look at an order is answered when DynamoDB finds its key not valid. */
public final class RefusedKey {
  /**
   * DynamoDB's words for an empty customer (getmoto/moto #5348, mozilla-services/autopush #629).
   */
  private static final String REFUSAL =
      "{\"__type\":\"com.amazon.coral.validate#ValidationException\",\"message\":\"One or more parameter"
          + " values are not valid. The AttributeValue for a key attribute cannot contain an empty"
          + " string value. Key: customer\"}";

  private RefusedKey() {}

  /** The refusal, and status and body that the mapping of {@code api/openapi.yaml} makes of it. */
  public static ObjectNode answer() {
    try (var api = new ServedOrdersApi()) {
      api.backendAnswers(400, REFUSAL);
      var answer = api.get("/orders/" + ServedOrdersApi.ORDER_ID);
      return JsonNodeFactory.instance
          .objectNode()
          .put("refusal", REFUSAL)
          .put("status", answer.statusCode())
          .put("body", answer.body());
    }
  }
}
