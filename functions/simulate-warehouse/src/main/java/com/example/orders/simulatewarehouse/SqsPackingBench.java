package com.example.orders.simulatewarehouse;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Lays work down as a delayed copy in the warehouse's own queue. A copy, because giving the message
 * back would spend one of its receives; a crash before the original is deleted makes two copies,
 * which the one decision per order bears.
 */
final class SqsPackingBench implements PackingBench {
  static final String PACKED = "packed";
  static final Duration PACKING_TIME = Duration.ofSeconds(3);

  private final SqsClient sqs;
  private final String queueUrl;

  SqsPackingBench(SqsClient sqs, String queueUrl) {
    this.sqs = requireNonNull(sqs);
    this.queueUrl = requireNonNull(queueUrl);
  }

  @Override
  public void layDown(String body) {
    var packed = MessageAttributeValue.builder().dataType("String").stringValue("true").build();
    sqs.sendMessage(
        r ->
            r.queueUrl(queueUrl)
                .messageBody(body)
                .delaySeconds(Math.toIntExact(PACKING_TIME.toSeconds()))
                .messageAttributes(Map.of(PACKED, packed)));
  }
}
