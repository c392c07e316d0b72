package com.example.orders.simulatewarehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class SqsPackingBenchTest {
  private final SqsClient sqs = mock(SqsClient.class, Answers.CALLS_REAL_METHODS);

  @Test
  void sendsAMarkedCopyThatComesLater() {
    doReturn(SendMessageResponse.builder().build())
        .when(sqs)
        .sendMessage(any(SendMessageRequest.class));

    new SqsPackingBench(sqs, "http://queue").layDown("{\"body\":1}");

    var sent = ArgumentCaptor.forClass(SendMessageRequest.class);
    verify(sqs).sendMessage(sent.capture());
    assertThat(sent.getValue().queueUrl()).isEqualTo("http://queue");
    assertThat(sent.getValue().messageBody()).isEqualTo("{\"body\":1}");
    assertThat(sent.getValue().delaySeconds()).isEqualTo(3);
    assertThat(sent.getValue().messageAttributes()).containsOnlyKeys("packed");
  }
}
