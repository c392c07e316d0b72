package com.example.orders.simulatewarehouse;

import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import org.jspecify.annotations.Nullable;

/** Reads a message's body strictly: what is not exactly a request is not guessed at. */
final class ShipmentRequestReader {
  /** The request says itself what it needs, so that it can gain what a message of today lacks. */
  private final ObjectReader reader =
      OrderJson.mapper()
          .readerFor(ShipmentRequest.class)
          .without(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  ShipmentRequest read(@Nullable String body) throws InvalidShipmentRequestException {
    try {
      ShipmentRequest request = body == null ? null : reader.readValue(body);
      if (request == null) {
        throw new InvalidShipmentRequestException("empty");
      }
      return request;
    } catch (JsonProcessingException e) {
      throw new InvalidShipmentRequestException(why(e));
    }
  }

  /** Only what the request's own checks say quotes nothing. */
  private static String why(JsonProcessingException e) {
    var type = e.getClass().getSimpleName();
    return e instanceof ValueInstantiationException
            && e.getCause() instanceof RuntimeException check
            && check.getMessage() != null
        ? type + ": " + check.getMessage()
        : type;
  }
}
