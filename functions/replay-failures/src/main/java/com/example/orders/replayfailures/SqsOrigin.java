package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureSource;
import com.example.orders.lambda.AwsClients;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends the message to its queue again. A message of the orders queue goes into its own group, is
 * deduplicated by its attempt, and says which one it is: that lets an edited body take its row.
 */
final class SqsOrigin implements Origin {
  private static final String REPLAY_OF = "replayOf";

  private final SqsClient sqs;
  private final String queueUrl;

  SqsOrigin(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  static SqsOrigin of(String queueUrl) {
    return new SqsOrigin(AwsClients.build(SqsClient.builder()), queueUrl);
  }

  @Override
  public Sent send(Failure attempt, String payload) throws CannotReplayException {
    if (payload.isEmpty()) {
      throw new CannotReplayException("the message is empty, and no queue takes that");
    }
    var message = SendMessageRequest.builder().queueUrl(queueUrl).messageBody(payload);
    if (attempt.source() == FailureSource.ORDERS_QUEUE) {
      var group = attempt.messageGroup();
      if (group == null) {
        throw new CannotReplayException("nobody knows the message's group");
      }
      var replayOf =
          MessageAttributeValue.builder()
              .dataType("String")
              .stringValue(attempt.attemptId())
              .build();
      message
          .messageGroupId(group)
          .messageDeduplicationId(attempt.attemptId())
          .messageAttributes(Map.of(REPLAY_OF, replayOf));
    }
    return Sent.back(attempt, "sent as message " + sqs.sendMessage(message.build()).messageId());
  }
}
