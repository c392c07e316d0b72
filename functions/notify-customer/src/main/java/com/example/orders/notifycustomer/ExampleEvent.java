package com.example.orders.notifycustomer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.lambda.Priming;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** An event of an order that does not exist, to be read before the function's snapshot is taken. */
final class ExampleEvent {
  private static final String EVENT =
      """
      {"detail-type":"OrderConfirmed","source":"orderly.orders","time":"2026-01-01T00:00:00Z",\
      "detail":{"metadata":{"idempotencyKey":"%s#OrderConfirmed","schemaVersion":1},\
      "data":{"customer":"%s","orderId":"%s","status":"CONFIRMED","total":1,"currency":"EUR"}}}""";

  private ExampleEvent() {}

  static InputStream json() {
    var key = Priming.ORDER;
    return new ByteArrayInputStream(
        EVENT
            .formatted(key.messageGroup(), key.customer().value(), key.orderId().value())
            .getBytes(UTF_8));
  }
}
