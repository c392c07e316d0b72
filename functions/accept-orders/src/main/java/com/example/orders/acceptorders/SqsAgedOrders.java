package com.example.orders.acceptorders;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/**
 * All in one call. Group and body stay, so that SQS knows a second copy within five minutes; after
 * that the order's row does.
 */
final class SqsAgedOrders implements AgedOrders {
  private final SqsClient sqs;
  private final String queueUrl;

  SqsAgedOrders(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  @Override
  public Set<String> put(List<OrderMessage> messages, Duration callTimeout) {
    var entries = messages.stream().map(SqsAgedOrders::entry).toList();
    return sqs
        .sendMessageBatch(
            request ->
                request
                    .queueUrl(queueUrl)
                    .entries(entries)
                    .overrideConfiguration(limits -> limits.apiCallTimeout(callTimeout)))
        .successful()
        .stream()
        .map(SendMessageBatchResultEntry::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A message's ID is a UUID, which is a valid ID of an entry. */
  private static SendMessageBatchRequestEntry entry(OrderMessage message) {
    var attributes = new HashMap<String, MessageAttributeValue>();
    message.attributesForACopy().forEach((name, value) -> attributes.put(name, text(value)));
    return SendMessageBatchRequestEntry.builder()
        .id(message.id())
        .messageGroupId(message.group())
        .messageBody(message.body())
        .messageAttributes(attributes)
        .build();
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }
}
