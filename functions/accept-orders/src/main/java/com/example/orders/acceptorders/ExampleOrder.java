package com.example.orders.acceptorders;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.lambda.Priming;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A message like a customer's, to be accepted before the function's snapshot is taken. */
final class ExampleOrder {
  private static final String ENVELOPE =
      """
      {"customer":"%s","order":{"orderId":"%s","lines":[{"sku":"EXAMPLE","quantity":1}],\
      "currency":"EUR","paymentToken":"tok_example","shippingAddress":{"name":"Example",\
      "street":"1 Example Street","city":"London","postalCode":"SW1Y 4JH","country":"GB"}}}""";

  private ExampleOrder() {}

  static SQSEvent event() {
    var key = Priming.ORDER;
    var message = new SQSMessage();
    message.setMessageId("priming");
    message.setBody(ENVELOPE.formatted(key.customer().value(), key.orderId().value()));
    message.setAttributes(
        Map.of(
            "MessageGroupId",
            key.messageGroup(),
            "SentTimestamp",
            Long.toString(Instant.now().toEpochMilli())));
    message.setMessageAttributes(Map.of());
    var event = new SQSEvent();
    event.setRecords(List.of(message));
    return event;
  }
}
