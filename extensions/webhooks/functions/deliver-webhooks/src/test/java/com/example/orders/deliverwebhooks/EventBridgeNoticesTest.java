package com.example.orders.deliverwebhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.example.orders.order.CustomerId;
import com.example.orders.testing.EventContract;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointId;
import com.example.orders.webhooks.EndpointKey;
import com.example.orders.webhooks.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

class EventBridgeNoticesTest {

  @Test
  void putsAnEventWithoutTheEndpointsAddressAndSecrets() {
    var eventBridge = mock(EventBridgeClient.class);
    when(eventBridge.putEvents(ArgumentMatchers.<Consumer<PutEventsRequest.Builder>>any()))
        .thenCallRealMethod();
    when(eventBridge.putEvents(any(PutEventsRequest.class)))
        .thenReturn(
            PutEventsResponse.builder()
                .failedEntryCount(0)
                .entries(PutEventsResultEntry.builder().eventId("1").build())
                .build());
    var key = new EndpointKey(new CustomerId("acme"), new EndpointId("ep_" + "0".repeat(32)));
    var endpoint =
        Endpoint.pending(
            key,
            "https://hooks.acme.example/",
            List.of(),
            Secret.random(new SecureRandom()),
            Instant.EPOCH);

    var notice = key.id() + "#WebhookEndpointDisabled#2026-11-30#1";
    new EventBridgeNotices(eventBridge, "a-bus").disabled(endpoint, notice, "it is gone");

    var sent = ArgumentCaptor.forClass(PutEventsRequest.class);
    verify(eventBridge).putEvents(sent.capture());
    var entry = sent.getValue().entries().getFirst();
    assertThat(entry.eventBusName()).isEqualTo("a-bus");
    assertThat(entry.source()).isEqualTo("orderly.webhooks");
    assertThat(entry.detailType()).isEqualTo("WebhookEndpointDisabled");
    assertThat(entry.detail())
        .isEqualTo(
            """
            {"metadata":{"idempotencyKey":"%s","schemaVersion":1},"data":{"customer":"acme",\
            "endpointId":"ep_00000000000000000000000000000000","reason":"it is gone"}}"""
                .formatted(notice));
    assertThat(
            EventContract.ofCheckout()
                .violations(entry.source(), entry.detailType(), entry.detail()))
        .isEmpty();
  }
}
