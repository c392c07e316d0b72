package com.example.orders.acceptorders;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.lambda.Priming;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;

/** A message like a customer's, to be accepted before the function's snapshot is taken. */
final class ExampleOrder {
  private static final String ENVELOPE =
      """
      {"customer":"%s","order":{"orderId":"%s","lines":[{"sku":"EXAMPLE","quantity":1}],\
      "currency":"EUR","paymentToken":"tok_example","shippingAddress":{"name":"Example",\
      "street":"1 Example Street","city":"London","postalCode":"SW1Y 4JH","country":"GB"}}}""";

  private static final String EVENT =
      """
      {"Records":[{"messageId":"priming","body":"%s","attributes":{"MessageGroupId":"%s",\
      "SentTimestamp":"%d"},"messageAttributes":{"requestId":{"stringValue":"","dataType":"String"}},\
      "eventSource":"aws:sqs"}]}""";

  private ExampleOrder() {}

  /** The event as Lambda hands it over. */
  static InputStream event() {
    var key = Priming.ORDER;
    var body = ENVELOPE.formatted(key.customer().value(), key.orderId().value());
    var text =
        EVENT.formatted(
            body.replace("\"", "\\\""), key.messageGroup(), Instant.now().toEpochMilli());
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /**
   * Checks the answer to it.
   *
   * @throws IllegalStateException if it is returned to the queue
   */
  static void checkAccepted(String answer) {
    if (!answer.equals("{\"batchItemFailures\":[]}")) {
      throw new IllegalStateException("The example is not accepted");
    }
  }
}
