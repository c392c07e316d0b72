package com.example.orders.deliverwebhooks;

import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Hides a message by its visibility timeout, which SQS counts in seconds and from this receive. */
final class SqsMessages implements DeliveryBatch.Messages {
  /** Twelve hours to the second are refused already: some have passed since the receive. */
  private static final long LONGEST_SECONDS = Duration.ofHours(12).minusMinutes(1).toSeconds();

  private final SqsClient sqs;
  private final String queueUrl;

  SqsMessages(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  @Override
  public void hide(String receiptHandle, Duration time) {
    var seconds = Math.clamp(time.plusMillis(999).toSeconds(), 1, LONGEST_SECONDS);
    sqs.changeMessageVisibility(
        request ->
            request
                .queueUrl(queueUrl)
                .receiptHandle(receiptHandle)
                .visibilityTimeout(Math.toIntExact(seconds)));
  }
}
