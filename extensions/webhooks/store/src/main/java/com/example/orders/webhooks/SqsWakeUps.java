package com.example.orders.webhooks;

import software.amazon.awssdk.services.sqs.SqsClient;

/** A message in the queue of deliveries. */
public final class SqsWakeUps implements WakeUps {
  private final SqsClient sqs;
  private final String queueUrl;

  public SqsWakeUps(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  @Override
  public void wake(DeliveryKey key) {
    sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(key.message()));
  }
}
