package com.example.orders.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.example.orders.order.CustomerId;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class SqsWakeUpsTest {
  /** Else a customer with many deliveries would be in the way of all others. */
  @Test
  void wakesInTheCustomersGroup() {
    var sqs = mock(SqsClient.class);
    var endpoint = new EndpointId("ep_" + "1".repeat(32));
    var delivery =
        Delivery.pending(
            new DeliveryKey(endpoint, new DeliveryId("msg_" + "2".repeat(32))),
            new CustomerId("acme"),
            WebhookType.ORDER_CONFIRMED,
            null,
            "{}",
            Instant.EPOCH);

    new SqsWakeUps(sqs, "the-queue").wake(delivery);

    var sent = ArgumentCaptor.<Consumer<SendMessageRequest.Builder>>captor();
    verify(sqs).sendMessage(sent.capture());
    assertThat(SendMessageRequest.builder().applyMutation(sent.getValue()).build())
        .isEqualTo(
            SendMessageRequest.builder()
                .queueUrl("the-queue")
                .messageBody(delivery.key().message())
                .messageGroupId("acme")
                .build());
  }
}
