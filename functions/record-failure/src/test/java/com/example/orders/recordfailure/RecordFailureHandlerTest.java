package com.example.orders.recordfailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryFailures;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.InMemoryOrders.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFailureHandlerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ORDER = "0190c7de-0000-7000-8000-00000000000";
  private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:orderly-";
  private static final String FUNCTION =
      "arn:aws:lambda:us-east-1:000000000000:function:orderly-NotifyCustomerFunction";
  private static final String EXECUTION =
      "arn:aws:states:us-east-1:000000000000:execution:orderly-OrderWorkflow:acme-" + ORDER;

  private final InMemoryFailures failures = new InMemoryFailures();
  private final InMemoryOrders orders = new InMemoryOrders();
  private final RecordFailureHandler handler =
      new RecordFailureHandler(
          new FailureBatch(
              new Sinks(
                  new Sinks.Arns(
                      ARN + "ShipmentDeadLetterQueue",
                      ARN + "FailuresQueue",
                      ARN + "EventsDeadLetterQueue"),
                  "https://orders",
                  "https://shipments",
                  5,
                  Clock.fixed(NOW, ZoneOffset.UTC)),
              failures,
              orders),
          Telemetry.fromEnvironment());

  @Test
  void keepsAnOrderThatNobodyConsumedAndShowsItToTheCustomer() {
    var failure = recorded("intake-exhausted");

    assertThat(failure.source()).isEqualTo(FailureSource.ORDERS_QUEUE);
    assertThat(failure.origin()).isEqualTo("https://orders");
    assertThat(failure.classification().failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.order()).isEqualTo(order(1));
    assertThat(failure.messageGroup()).isEqualTo("acme#" + ORDER + 1);
    assertThat(failure.attempts()).isEqualTo(5);
    assertThat(failure.cause()).contains("received 5 times");
    assertThat(payload(failure)).isEqualTo(body("intake-exhausted"));
    var row = orders.find(order(1)).orElseThrow();
    assertThat(row.failedAtIntake()).isTrue();
    assertThat(row.intake().acceptedAt()).isEqualTo(Instant.ofEpochMilli(1795230900123L));
  }

  /** One that accept-orders put aside has failed much later than it came. */
  @Test
  void keepsTheTimeOfAnOrderThatWaitedBehindOthers() {
    var event = EventFiles.sqsEvent("record-failure/intake-exhausted.json");
    var sentAt = new SQSEvent.MessageAttribute();
    sentAt.setDataType("String");
    sentAt.setStringValue("1795230800000");
    event.getRecords().getFirst().setMessageAttributes(Map.of("sentAt", sentAt));

    assertThat(handler.handleRequest(event, context()).getBatchItemFailures()).isEmpty();

    assertThat(orders.find(order(1)).orElseThrow().intake().acceptedAt())
        .isEqualTo(Instant.ofEpochMilli(1795230800000L));
  }

  @Test
  void leavesARowThatIsThereAsItIs() {
    var row = Order.parkedAtIntake(order(1), "another", "detail", NOW);
    orders.store(row);

    recorded("intake-exhausted");

    assertThat(orders.find(order(1))).contains(row);
  }

  @Test
  void knowsWhoseOrderAnUnreadableMessageIsByItsGroup() {
    var failure = recorded("intake-unreadable");

    assertThat(failure.classification().failureClass()).isEqualTo(FailureClass.POISON);
    assertThat(failure.order()).isEqualTo(order(2));
    assertThat(payload(failure)).isEqualTo(body("intake-unreadable"));
    assertThat(orders.find(order(2)).orElseThrow().status()).isEqualTo(OrderStatus.PARKED);
  }

  @Test
  void keepsAMessageThatIsNobodys() {
    var failure = recorded("intake-of-nobody");

    assertThat(failure.order()).isNull();
    assertThat(payload(failure)).isEqualTo("\u2603 not an order");
  }

  @Test
  void givesAReplayedMessageThatFailsAgainToItsOwnEntry() {
    assertThat(recorded("intake-replayed").id())
        .isEqualTo(new FailureId("0123456789abcdef01234567"));
  }

  @Test
  void keepsShipmentRequestsReadableOrNot() {
    assertThat(handle("shipment-exhausted").getBatchItemFailures()).isEmpty();

    assertThat(failures.all())
        .extracting(Failure::source, failure -> failure.classification().failureClass())
        .containsExactlyInAnyOrder(
            tuple(FailureSource.SHIPMENT_QUEUE, FailureClass.TRANSIENT),
            tuple(FailureSource.SHIPMENT_QUEUE, FailureClass.POISON));
    assertThat(failures.find(FailureId.ofShipment(order(5), "SHIP"))).isPresent();
  }

  @Test
  void takesTheEventOutOfTheRecordOfAFailedInvoke() {
    var failure = recorded("invoke-failed");

    assertThat(failure.id())
        .isEqualTo(FailureId.ofInvoke(FUNCTION, "acme#" + ORDER + "7#OrderConfirmed"));
    assertThat(failure.origin()).isEqualTo(FUNCTION);
    assertThat(failure.error())
        .isEqualTo("com.example.orders.notifycustomer.NotifierBusyException");
    assertThat(failure.cause())
        .isEqualTo("RetriesExhausted: The notifier takes nothing at the moment");
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.order()).isEqualTo(order(7));
    assertThat(payload(failure)).startsWith("{\"version\":\"0\"").contains("OrderConfirmed");
  }

  @Test
  void namesTheConditionOfAnInvokeThatNeverRan() {
    var failure = recorded("invoke-too-old");

    assertThat(failure.error()).isEqualTo("EventAgeExceeded");
    assertThat(failure.classification().rule()).isEqualTo("timeout");
  }

  @Test
  void stopsToUnwrapARecordOfARecordOfARecord() {
    assertThat(payload(recorded("invoke-nested"))).contains("requestPayload");
  }

  @Test
  void keepsAnExecutionThatFailed() {
    var failure = recorded("execution-failed");

    assertThat(failure.id()).isEqualTo(FailureId.ofOrder(order(1)));
    assertThat(failure.origin()).isEqualTo(EXECUTION + 1);
    assertThat(failure.error()).isEqualTo("Orderly.Parked");
    assertThat(failure.classification().rule()).isEqualTo("throttled");
    assertThat(orders.find(order(1))).isEmpty();
  }

  @Test
  void knowsTheOrderOfAnExecutionByItsNameWhenTheEventHasNoInput() {
    var failure = recorded("execution-timed-out");

    assertThat(failure.order()).isEqualTo(order(2));
    assertThat(failure.classification().rule()).isEqualTo("timeout");
  }

  @Test
  void leavesAnAbortedExecutionToAnOperator() {
    var failure = recorded("execution-aborted");

    assertThat(failure.error()).isEqualTo("Execution.ABORTED");
    assertThat(failure.classification().failureClass()).isEqualTo(FailureClass.UNKNOWN);
  }

  @Test
  void keepsAnEventThatWasNotDelivered() {
    var failure = recorded("event-undelivered");

    assertThat(failure.source()).isEqualTo(FailureSource.EVENT_TARGET);
    assertThat(failure.origin()).isEqualTo("orderly-OrderEvents");
    assertThat(failure.error()).isEqualTo("THROTTLING");
    assertThat(failure.attempts()).isEqualTo(5);
    assertThat(failure.order()).isEqualTo(order(5));
    assertThat(payload(failure)).isEqualTo(body("event-undelivered"));
  }

  /** The sixth receive is the drain's first; were that one lost, more would follow. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "6, 5", "9, 5"})
  void tellsHowOftenAMessageWasTriedWithoutItsOwnReceives(String receives, int tries) {
    var event = EventFiles.sqsEvent("record-failure/intake-exhausted.json");
    event.getRecords().forEach(m -> m.getAttributes().put("ApproximateReceiveCount", receives));

    handler.handleRequest(event, context());

    assertThat(failures.all()).extracting(Failure::attempts).containsOnly(tries);
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_FROM_TARGET, MaximumRetryAttempts, RetriesExhausted, TRANSIENT",
    "SDK_CLIENT_ERROR, MaximumEventAgeInSeconds, RetriesExhausted, TRANSIENT",
    "THROTTLING, MaximumRetryAttempts, THROTTLING, TRANSIENT",
    "ERROR_FROM_TARGET, , ERROR_FROM_TARGET, UNKNOWN",
    "NO_PERMISSIONS, , NO_PERMISSIONS, UNKNOWN",
  })
  void takesATargetThatAnsweredErrorsUntilTheRetriesEndedForOneThatWillAnswerAgain(
      String code, String exhausted, String error, FailureClass expected) {
    var event = EventFiles.sqsEvent("record-failure/event-undelivered.json");
    var attributes = event.getRecords().getFirst().getMessageAttributes();
    attributes.get("ERROR_CODE").setStringValue(code);
    attributes.get("EXHAUSTED_RETRY_CONDITION").setStringValue(exhausted);

    handler.handleRequest(event, context());

    var failure = failures.all().iterator().next();
    assertThat(failure.error()).isEqualTo(error);
    assertThat(failure.classification().failureClass()).isEqualTo(expected);
    assertThat(failure.cause()).startsWith(code + ": Rate exceeded");
  }

  @Test
  void takesAnInvokeWithoutAnErrorForOneThatDied() {
    var event = EventFiles.sqsEvent("record-failure/invoke-failed.json");
    var message = event.getRecords().getFirst();
    message.setBody(message.getBody().replaceAll("\"errorType\": *\"[^\"]*\",?", ""));

    handler.handleRequest(event, context());

    assertThat(failures.all()).extracting(Failure::error).containsExactly("Lambda.Unknown");
  }

  @Test
  void readsAnExecutionsEventThatWasNotDeliveredAsTheExecution() {
    var failure = recorded("event-of-an-execution");

    assertThat(failure.source()).isEqualTo(FailureSource.WORKFLOW);
    assertThat(failure.id()).isEqualTo(FailureId.ofOrder(order(6)));
    assertThat(failure.error()).isEqualTo("States.Runtime");
  }

  @ParameterizedTest
  @ValueSource(strings = {"failures-unknown", "event-unreadable"})
  void keepsWhatItDoesNotKnow(String file) {
    assertThat(handle(file).getBatchItemFailures()).isEmpty();

    assertThat(failures.all())
        .hasSize(EventFiles.sqsEvent("record-failure/" + file + ".json").getRecords().size())
        .allSatisfy(failure -> assertThat(failure.state()).isEqualTo(FailureState.OPEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\u0000\ud83d\uffff",
        "{\"source\":\"aws.states\",\"detail\":{\"executionArn\":7}}",
        "{\"source\":\"aws.states\",\"detail\":{\"executionArn\":\"x\",\"input\":{\"a\":[]}}}",
        "{\"requestContext\":{\"functionArn\":{}},\"requestPayload\":null}",
        "{\"requestContext\":{\"functionArn\":\"\\ud83d\"},\"requestPayload\":\"\\ud83d\"}",
        "{\"a\":1e99999999999}"
      })
  void survivesAnyTextInAnySink(String body) {
    var deep = body.isEmpty() ? "{\"a\":".repeat(5_000) : body;
    for (var queue :
        List.of(
            "OrdersDeadLetterQueue.fifo",
            "ShipmentDeadLetterQueue",
            "FailuresQueue",
            "EventsDeadLetterQueue")) {
      var event = event(queue, deep);
      assertThat(handler.handleRequest(event, context()).getBatchItemFailures()).isEmpty();
    }
    assertThat(failures.all()).isNotEmpty();
  }

  @Test
  void countsAMessageThatIsDeliveredAgainOnce() {
    var first = recorded("execution-failed");
    assertThat(recorded("execution-failed")).isEqualTo(first);
  }

  @Test
  void leavesInTheSinkWhatItCouldNotWriteAndRecordsTheRest() {
    orders.failNextWrites(Fault.BEFORE_THE_EFFECT);
    var response = handle("intake-exhausted");

    assertThat(response.getBatchItemFailures())
        .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
        .containsExactly("00000000-0000-4000-8000-000000000001");
    handle("intake-exhausted");
    assertThat(orders.find(order(1))).isPresent();
    assertThat(failures.all()).hasSize(1).allMatch(failure -> failure.seenCount() == 1);
  }

  @Test
  void leavesAMessageOfAnUnknownQueueWhereItIs() {
    var response = handler.handleRequest(event("SomeQueue", "{}"), context());
    assertThat(response.getBatchItemFailures()).hasSize(1);
  }

  @Test
  void opensAnEntryThatWasReplayedInVain() {
    var open = recorded("execution-failed");
    var audit = AuditEntry.of(NOW, "eve", Action.REPLAY, "REPLAYING");
    failures.replace(open, open.claim(NOW, Duration.ofMinutes(10)), audit);
    var event = EventFiles.sqsEvent("record-failure/execution-failed.json");
    var message = event.getRecords().getFirst();
    message.setBody(message.getBody().replace("\"redriveCount\": 0", "\"redriveCount\": 1"));

    handler.handleRequest(event, context());

    assertThat(failures.find(open.id()).orElseThrow().state()).isEqualTo(FailureState.OPEN);
    assertThat(failures.find(open.id()).orElseThrow().seenCount()).isEqualTo(2);
  }

  private Failure recorded(String file) {
    assertThat(handle(file).getBatchItemFailures()).isEmpty();
    assertThat(failures.all()).hasSize(1);
    return failures.all().iterator().next();
  }

  private SQSBatchResponse handle(String file) {
    return handler.handleRequest(
        EventFiles.sqsEvent("record-failure/" + file + ".json"), context());
  }

  private String payload(Failure failure) {
    return failures.payloads(failure.id()).orElseThrow().original();
  }

  private static String body(String file) {
    return EventFiles.sqsEvent("record-failure/" + file + ".json")
        .getRecords()
        .getFirst()
        .getBody();
  }

  private static OrderKey order(int number) {
    return OrderKey.of("acme", ORDER + number);
  }

  private static SQSEvent event(String queue, String body) {
    var message = new SQSEvent.SQSMessage();
    message.setMessageId("m-" + queue);
    message.setBody(body);
    message.setAttributes(Map.of("ApproximateReceiveCount", "x", "MessageGroupId", "a#b"));
    message.setEventSourceArn(ARN + queue);
    var event = new SQSEvent();
    event.setRecords(List.of(message));
    return event;
  }

  private static Context context() {
    var context = mock(Context.class);
    when(context.getFunctionName()).thenReturn("record-failure");
    when(context.getAwsRequestId()).thenReturn("request-1");
    return context;
  }
}
