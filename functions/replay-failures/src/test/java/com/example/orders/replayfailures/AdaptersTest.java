package com.example.orders.replayfailures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.replayfailures.Executions.Status;
import com.example.orders.replayfailures.Origin.Sent;
import com.example.orders.testing.EventContract;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryFailures;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

@SuppressWarnings("unchecked")
class AdaptersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String WORKFLOW = "arn:aws:states:us-east-1:0:stateMachine:w";
  private static final OrderKey KEY = Samples.KEY;
  private static final NotifyCustomer NOTIFY_CUSTOMER = NotifyCustomer.of("arn:origin:live");

  @Test
  void aMessageOfAnOrderGoesIntoItsGroupAndSaysWhichAttemptItIs() throws Exception {
    var sqs = mock(SqsClient.class);
    when(sqs.sendMessage(any(SendMessageRequest.class)))
        .thenReturn(SendMessageResponse.builder().messageId("m-9").build());
    var attempt = attempt(FailureSource.ORDERS_QUEUE, KEY.messageGroup());

    assertThat(new SqsOrigin(sqs, "https://orders").send(attempt, "body").detail()).contains("m-9");

    var sent = ArgumentCaptor.forClass(SendMessageRequest.class);
    verify(sqs).sendMessage(sent.capture());
    assertThat(sent.getValue().queueUrl()).isEqualTo("https://orders");
    assertThat(sent.getValue().messageGroupId()).isEqualTo(KEY.messageGroup());
    assertThat(sent.getValue().messageDeduplicationId()).isEqualTo(attempt.attemptId());
    assertThat(sent.getValue().messageAttributes().get("replayOf").stringValue())
        .isEqualTo(attempt.attemptId());
    assertThat(sent.getValue().messageBody()).isEqualTo("body");
  }

  @Test
  void aShipmentRequestNeedsNoGroup() throws Exception {
    var sqs = mock(SqsClient.class);
    when(sqs.sendMessage(any(SendMessageRequest.class)))
        .thenReturn(SendMessageResponse.builder().messageId("m-9").build());

    new SqsOrigin(sqs, "https://shipments").send(attempt(FailureSource.SHIPMENT_QUEUE, null), "b");

    var sent = ArgumentCaptor.forClass(SendMessageRequest.class);
    verify(sqs).sendMessage(sent.capture());
    assertThat(sent.getValue().messageGroupId()).isNull();
    assertThat(sent.getValue().messageAttributes()).isEmpty();
  }

  @Test
  void noMessageIsSentWithoutBodyOrGroup() {
    var queue = new SqsOrigin(mock(SqsClient.class), "https://orders");

    assertThatThrownBy(() -> queue.send(attempt(FailureSource.ORDERS_QUEUE, "g"), ""))
        .isInstanceOf(CannotReplayException.class);
    assertThatThrownBy(() -> queue.send(attempt(FailureSource.ORDERS_QUEUE, null), "b"))
        .isInstanceOf(CannotReplayException.class);
  }

  @Test
  void aFunctionIsInvokedAsynchronously() throws Exception {
    var lambda = mock(LambdaClient.class);

    new LambdaOrigin(lambda, NOTIFY_CUSTOMER).send(attempt(FailureSource.ASYNC_INVOKE, null), "{}");

    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(lambda).invoke(captor.capture());
    var request = InvokeRequest.builder().applyMutation(captor.getValue()).build();
    assertThat(request.functionName()).as("it failed without alias").isEqualTo("arn:origin:live");
    assertThat(request.invocationType()).isEqualTo(InvocationType.EVENT);
    assertThat(request.payload().asUtf8String()).isEqualTo("{}");
  }

  @Test
  void noFunctionIsInvokedButNotifyCustomer() {
    var lambda = mock(LambdaClient.class);
    for (var other : List.of("", "arn:origin-of-points", "arn:another")) {
      var failed = attempt(FailureSource.ASYNC_INVOKE, null).movedTo(other);

      assertThatThrownBy(() -> new LambdaOrigin(lambda, NOTIFY_CUSTOMER).send(failed, "{}"))
          .isInstanceOf(CannotReplayException.class);
    }
    verifyNoInteractions(lambda);
  }

  @Test
  void anEventIsPutOnItsBusWithTheDetailItHad() throws Exception {
    var events = mock(EventBridgeClient.class);
    when(events.putEvents(any(Consumer.class))).thenReturn(answer(0));
    var event = "{\"source\":\"orderly.orders\",\"detail-type\":\"T\",\"detail\":{\"a\":1}}";

    new EventBridgeOrigin(events).send(attempt(FailureSource.EVENT_TARGET, null), event);

    var entry = put(events);
    assertThat(entry.eventBusName()).isEqualTo("arn:origin");
    assertThat(entry.detail()).isEqualTo("{\"a\":1}");
    assertThat(entry.detailType()).isEqualTo("T");
  }

  @ParameterizedTest
  @ValueSource(strings = {"confirmed", "rejected", "cancelled"})
  void anOrdersEventKeepsTheContractWhenItIsPutAgain(String end) throws Exception {
    var events = mock(EventBridgeClient.class);
    when(events.putEvents(any(Consumer.class))).thenReturn(answer(0));

    new EventBridgeOrigin(events)
        .send(
            attempt(FailureSource.EVENT_TARGET, null),
            EventFiles.text("notify-customer/order-" + end + ".json"));

    var entry = put(events);
    assertThat(
            EventContract.ofCheckout()
                .violations(entry.source(), entry.detailType(), entry.detail()))
        .isEmpty();
  }

  private static PutEventsRequestEntry put(EventBridgeClient events) {
    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(events).putEvents(captor.capture());
    return PutEventsRequest.builder().applyMutation(captor.getValue()).build().entries().getFirst();
  }

  @Test
  void anEventThatTheBusDidNotTakeIsNotSent() {
    var events = mock(EventBridgeClient.class);
    when(events.putEvents(any(Consumer.class))).thenReturn(answer(1));
    var event = "{\"source\":\"orderly.orders\",\"detail-type\":\"T\",\"detail\":{}}";
    var bus = new EventBridgeOrigin(events);
    var attempt = attempt(FailureSource.EVENT_TARGET, null);

    assertThatThrownBy(() -> bus.send(attempt, event)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> bus.send(attempt, "no event"))
        .isInstanceOf(CannotReplayException.class);
    assertThatThrownBy(() -> bus.send(attempt, event.replace("orderly", "aws")))
        .isInstanceOf(CannotReplayException.class);
  }

  @Test
  void anExecutionIsKnownByItsName() {
    var states = mock(SfnClient.class);
    when(states.describeExecution(any(Consumer.class)))
        .thenReturn(
            DescribeExecutionResponse.builder()
                .status(ExecutionStatus.TIMED_OUT)
                .redriveStatus(ExecutionRedriveStatus.REDRIVABLE)
                .build())
        .thenThrow(ExecutionDoesNotExistException.builder().build());
    var executions = new StepFunctionsExecutions(states, WORKFLOW);

    var found = executions.find("e-1").orElseThrow();

    assertThat(found.arn()).isEqualTo("arn:aws:states:us-east-1:0:execution:w:e-1");
    assertThat(found.status()).isEqualTo(Status.UNSUCCESSFUL);
    assertThat(found.goesOnWhenRedriven()).isTrue();
    assertThat(executions.find("e-2")).isEmpty();
    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(states, times(2)).describeExecution(captor.capture());
    assertThat(
            DescribeExecutionRequest.builder()
                .applyMutation(captor.getAllValues().getFirst())
                .build()
                .executionArn())
        .isEqualTo(found.arn());
  }

  @Test
  void anExecutionIsRedrivenOnlyOnce() {
    var states = mock(SfnClient.class);
    when(states.describeExecution(any(Consumer.class)))
        .thenReturn(
            DescribeExecutionResponse.builder()
                .status(ExecutionStatus.FAILED)
                .redriveStatus(ExecutionRedriveStatus.REDRIVABLE)
                .redriveCount(1)
                .build());

    var found = new StepFunctionsExecutions(states, WORKFLOW).find("e-1").orElseThrow();

    assertThat(found.goesOnWhenRedriven()).isFalse();
  }

  @Test
  void anExecutionThatExistsIsNoError() {
    var states = mock(SfnClient.class);
    when(states.startExecution(any(Consumer.class)))
        .thenThrow(ExecutionAlreadyExistsException.builder().build());

    new StepFunctionsExecutions(states, WORKFLOW).start("e-1-r1", KEY);

    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(states).startExecution(captor.capture());
    var request = StartExecutionRequest.builder().applyMutation(captor.getValue()).build();
    assertThat(request.name()).isEqualTo("e-1-r1");
    assertThat(request.input())
        .isEqualTo(
            "{\"customer\":\"%s\",\"orderId\":\"%s\"}".formatted(KEY.customer(), KEY.orderId()));
  }

  @Test
  void aRedriveIsNamedByItsAttempt() {
    var states = mock(SfnClient.class);
    var executions = new StepFunctionsExecutions(states, WORKFLOW);
    var failed = new Executions.Execution("e-1", "arn:e-1", Status.UNSUCCESSFUL, true, "");

    assertThat(executions.redrive(failed, "id-1")).isTrue();

    var captor = ArgumentCaptor.forClass(Consumer.class);
    verify(states).redriveExecution(captor.capture());
    var request = RedriveExecutionRequest.builder().applyMutation(captor.getValue()).build();
    assertThat(request.clientToken()).isEqualTo("id-1");
    when(states.redriveExecution(any(Consumer.class)))
        .thenThrow(ExecutionNotRedrivableException.builder().build());
    assertThat(executions.redrive(failed, "id-2")).isFalse();
  }

  @Test
  void theFunctionAnswersWhatBecameOfOneEntryAndRunsARoundOtherwise() throws IOException {
    var failures = new InMemoryFailures();
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Origin origin = (attempt, payload) -> Sent.back(attempt, "sent");
    var orders = new InMemoryOrders();
    var executions = new InMemoryExecutions();
    var replaying =
        new Replaying(
            failures,
            new Origins(origin, origin, origin, origin, origin),
            new Effects(failures, orders, key -> false, NOTIFY_CUSTOMER, executions),
            Duration.ofMinutes(10),
            clock);
    var handler =
        new ReplayFailuresHandler(
            new Work(
                new Round(failures, replaying, clock),
                replaying,
                new Deciding(
                    failures,
                    orders,
                    new InMemoryDecisions(failures, orders),
                    replaying,
                    executions,
                    clock)),
            Telemetry.fromEnvironment());
    var failure = failures.record(report(FailureSource.SHIPMENT_QUEUE, null), "test").failure();

    assertThat(handle(handler, "{\"failureId\":\"" + failure.id() + "\",\"by\":\"arn:eve\"}"))
        .isEqualTo("{\"outcome\":\"SENT\",\"detail\":\"sent\"}");
    assertThat(handle(handler, "{\"source\":\"aws.events\"}")).contains("all that were due");
    assertThat(failures.audit(failure.id()).getLast().by()).isEqualTo("arn:eve");
  }

  private static String handle(ReplayFailuresHandler handler, String event) throws IOException {
    var context = mock(Context.class);
    when(context.getFunctionName()).thenReturn("replay-failures");
    when(context.getRemainingTimeInMillis()).thenReturn(20_000);
    var output = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, context);
    return output.toString(StandardCharsets.UTF_8);
  }

  private static PutEventsResponse answer(int failed) {
    return PutEventsResponse.builder()
        .failedEntryCount(failed)
        .entries(PutEventsResultEntry.builder().eventId("e-1").errorCode("InternalFailure").build())
        .build();
  }

  private static Failure attempt(FailureSource source, String group) {
    return Failure.first(report(source, group)).claim(NOW, Duration.ofMinutes(10));
  }

  private static FailureReport report(FailureSource source, String group) {
    return new FailureReport(
        FailureId.ofEvent("rule", "key"),
        "m-1",
        source,
        "arn:origin",
        "error",
        null,
        1,
        KEY,
        group,
        "payload",
        NOW);
  }
}
