package com.example.orders.acceptorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.json.OrderJson;
import com.example.orders.order.Order;
import com.example.orders.order.OrderRequest;
import com.example.orders.order.OrderRules.Invalid;
import com.example.orders.testing.EventContract;
import com.example.orders.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

@SuppressWarnings("unchecked")
class AdaptersTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Order ACCEPTED = Samples.accepted(Samples.line("MUG", 1));
  private static final Order REJECTED =
      Order.invalid(
          new OrderRequest(ACCEPTED.key(), List.of(), "ABC", "tok_visa", ACCEPTED.details()),
          new Invalid("currency", "must be an ISO 4217 currency"),
          "hash",
          Samples.SENT);

  private final SfnClient stepFunctions = mock(SfnClient.class);
  private final EventBridgeClient eventBridge = mock(EventBridgeClient.class);
  private final Workflows workflows = new StepFunctionsWorkflows(stepFunctions, "arn:workflow");
  private final RejectedOrders events =
      new EventBridgeRejectedOrders(() -> eventBridge, "orders-bus");

  @Test
  void nameAndInputOfAnExecutionAreTheKeyAndNothingElse() {
    workflows.start(Samples.KEY, TIMEOUT);

    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(stepFunctions).startExecution(captor.capture());
    var request = StartExecutionRequest.builder();
    captor.getValue().accept(request);
    assertThat(request.build().name()).isEqualTo("acme-0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");
    assertThat(request.build().input())
        .isEqualTo("{\"customer\":\"acme\",\"orderId\":\"0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a\"}");
    assertThat(request.build().overrideConfiguration().orElseThrow().apiCallTimeout())
        .contains(TIMEOUT);
  }

  @Test
  void anExecutionThatExistsIsAsGoodAsStarted() {
    when(stepFunctions.startExecution(any(Consumer.class)))
        .thenThrow(ExecutionAlreadyExistsException.builder().build());
    assertThatCode(() -> workflows.start(Samples.KEY, TIMEOUT)).doesNotThrowAnyException();
  }

  @Test
  void anyOtherErrorIsPassedOn() {
    when(stepFunctions.startExecution(any(Consumer.class)))
        .thenThrow(SfnException.builder().message("throttled").build());
    assertThatThrownBy(() -> workflows.start(Samples.KEY, TIMEOUT))
        .isInstanceOf(SfnException.class);
  }

  @Test
  void theEventHasTheFormOfTheContract() throws Exception {
    when(eventBridge.putEvents(any(Consumer.class))).thenReturn(answer(0));
    events.publish(REJECTED, TIMEOUT);

    var entry = entry();
    assertThat(entry.entries().getFirst().eventBusName()).isEqualTo("orders-bus");
    assertThat(entry.entries().getFirst().source()).isEqualTo("orderly.orders");
    assertThat(entry.entries().getFirst().detailType()).isEqualTo("OrderRejected");
    assertThat(OrderJson.mapper().readTree(entry.entries().getFirst().detail()))
        .isEqualTo(
            OrderJson.mapper()
                .readTree(
                    """
                    {"metadata":{"correlationId":"0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a",
                      "idempotencyKey":"acme#0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a#OrderRejected",
                      "schemaVersion":1},
                     "data":{"customer":"acme","orderId":"0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a",
                      "status":"REJECTED","currency":"ABC","reason":"INVALID_ORDER"}}
                    """));
    var event = entry.entries().getFirst();
    assertThat(
            EventContract.ofCheckout()
                .violations(event.source(), event.detailType(), event.detail()))
        .isEmpty();
  }

  @Test
  void anEntryThatWasNotTakenIsPutAgain() {
    when(eventBridge.putEvents(any(Consumer.class))).thenReturn(answer(1), answer(0));
    events.publish(REJECTED, TIMEOUT);
    verify(eventBridge, times(2)).putEvents(any(Consumer.class));
  }

  @Test
  void anEntryThatIsNeverTakenFailsTheMessage() {
    when(eventBridge.putEvents(any(Consumer.class))).thenReturn(answer(1));
    assertThatThrownBy(() -> events.publish(REJECTED, TIMEOUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("InternalFailure");
  }

  @Test
  void anAgedOrderIsCopiedWithItsGroupAndTheTimeOfItsSending() {
    var sqs = mock(SqsClient.class);
    when(sqs.sendMessageBatch(any(Consumer.class)))
        .thenReturn(SendMessageBatchResponse.builder().successful(r -> r.id("one")).build());
    var messages = List.of(message("one"), message("two"));

    assertThat(new SqsAgedOrders(sqs, "https://aged").put(messages, TIMEOUT))
        .as("the other one was not taken")
        .containsExactly("one");

    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(sqs).sendMessageBatch(captor.capture());
    var request = SendMessageBatchRequest.builder();
    captor.getValue().accept(request);
    assertThat(request.build().queueUrl()).isEqualTo("https://aged");
    assertThat(request.build().overrideConfiguration().orElseThrow().apiCallTimeout())
        .contains(TIMEOUT);
    var entry = request.build().entries().getLast();
    assertThat(entry.id()).isEqualTo("two");
    assertThat(entry.messageGroupId()).isEqualTo("acme#two");
    assertThat(entry.messageBody()).isEqualTo("body of two");
    assertThat(entry.messageDeduplicationId()).as("the queue takes the body").isNull();
    assertThat(entry.messageAttributes())
        .hasEntrySatisfying("requestId", id -> assertThat(id.stringValue()).isEqualTo("request-1"))
        .hasEntrySatisfying("sentAt", at -> assertThat(at.stringValue()).isEqualTo("1795230001000"))
        .hasSize(2);
  }

  private static OrderMessage message(String id) {
    var requestId = new MessageAttribute();
    requestId.setStringValue("request-1");
    var sqs = new SQSMessage();
    sqs.setMessageId(id);
    sqs.setBody("body of " + id);
    sqs.setAttributes(Map.of("MessageGroupId", "acme#" + id, "SentTimestamp", "1795230001000"));
    sqs.setMessageAttributes(Map.of("requestId", requestId));
    return new OrderMessage(sqs, false);
  }

  private PutEventsRequest entry() {
    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(eventBridge).putEvents(captor.capture());
    var request = PutEventsRequest.builder();
    captor.getValue().accept(request);
    return request.build();
  }

  private static PutEventsResponse answer(int failed) {
    var entry =
        failed == 0
            ? PutEventsResultEntry.builder().eventId("1").build()
            : PutEventsResultEntry.builder().errorCode("InternalFailure").build();
    return PutEventsResponse.builder().failedEntryCount(failed).entries(entry).build();
  }
}
