package com.example.orders.benchmarks.lambda;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The event of one batch of new orders, as Lambda makes it of the queue's messages. */
final class Batch {
  private static final String ORDER =
      """
      {"customer":"customer-7","order":{"orderId":"%s","lines":[\
      {"sku":"COFFEE-BEANS-1KG","quantity":1},{"sku":"MUG-STONEWARE","quantity":2}],\
      "currency":"EUR","paymentToken":"tok_visa","shippingAddress":{"name":"Ada",\
      "street":"12 St James Sq","city":"London","postalCode":"SW1Y","country":"GB"}}}""";

  private static final String MESSAGE =
      """
      {"messageId":"%s","receiptHandle":"AQEB","body":"%s","attributes":{\
      "ApproximateReceiveCount":"1","SentTimestamp":"%d","SequenceNumber":"18849496460467696128",\
      "MessageGroupId":"customer-7#%s","SenderId":"AIDAEXAMPLE",\
      "MessageDeduplicationId":"%s","ApproximateFirstReceiveTimestamp":"%d"},\
      "messageAttributes":{"requestId":{"stringValue":"Jk3xEHbUDoEEMQw=","stringListValues":[],\
      "binaryListValues":[],"dataType":"String"}},"md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3",\
      "eventSource":"aws:sqs",\
      "eventSourceARN":"arn:aws:sqs:eu-west-1:000000000000:orderly-dev-OrdersQueue.fifo",\
      "awsRegion":"eu-west-1"}""";

  private Batch() {}

  static String of(int orders) {
    return IntStream.range(0, orders)
        .mapToObj(_ -> message())
        .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
  }

  private static String message() {
    var orderId = UUID.randomUUID().toString();
    var now = System.currentTimeMillis();
    var body = ORDER.formatted(orderId).replace("\"", "\\\"");
    return MESSAGE.formatted(UUID.randomUUID(), body, now, orderId, orderId, now);
  }
}
