package com.example.orders.webhooks;

import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A message in the queue of deliveries, in the group of its customer: while one customer's take
 * most of the senders' time, SQS hands out those of others first (SQS guide, "Fair queues").
 */
public final class SqsWakeUps implements WakeUps {
  private final SqsClient sqs;
  private final String queueUrl;

  public SqsWakeUps(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  @Override
  public void wake(Delivery delivery) {
    sqs.sendMessage(
        request ->
            request
                .queueUrl(queueUrl)
                .messageBody(delivery.key().message())
                .messageGroupId(delivery.customer().value()));
  }
}
