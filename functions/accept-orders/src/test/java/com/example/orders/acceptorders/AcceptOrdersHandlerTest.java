package com.example.orders.acceptorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.InMemoryOrders.Fault;
import com.example.orders.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code events/accept-orders} as the runtime hands it over, and faults around it. */
class AcceptOrdersHandlerTest {
  private static final AgedLane CLOSED = AgedLane.closed("orderly-aged-orders.fifo");
  private static final Instant FIRST_SENT = Instant.ofEpochMilli(1795230001000L);

  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryWorkflows workflows = new InMemoryWorkflows();
  private final InMemoryRejectedOrders rejected = new InMemoryRejectedOrders();
  private final AcceptOrdersHandler handler =
      new AcceptOrdersHandler(
          new Accepting(orders, workflows, rejected, Samples.TIME_TO_END, Clock.systemUTC()),
          CLOSED,
          Telemetry.fromEnvironment());

  /** What is returned to the queue (by the message's number) and what is started (by order). */
  private record Expected(List<Integer> returned, List<Integer> started) {}

  private static final Map<String, Expected> EXPECTED =
      Map.ofEntries(
          Map.entry("one-order", new Expected(List.of(), List.of(1))),
          Map.entry(
              "batch-of-ten",
              new Expected(List.of(), IntStream.rangeClosed(1, 10).boxed().toList())),
          Map.entry("redelivered", new Expected(List.of(), List.of(1, 1))),
          Map.entry("duplicate", new Expected(List.of(), List.of(1, 1))),
          Map.entry("conflict", new Expected(List.of(), List.of(1))),
          Map.entry("same-id-of-two-customers", new Expected(List.of(), List.of(1, 1))),
          Map.entry("poison-among-groups", new Expected(List.of(1, 3, 5), List.of(2, 4))),
          Map.entry("mismatched-group", new Expected(List.of(1, 2), List.of(4))),
          Map.entry("second-customer-in-body", new Expected(List.of(1, 2), List.of())),
          Map.entry("unknown-currency", new Expected(List.of(), List.of())),
          Map.entry("unknown-country", new Expected(List.of(), List.of())),
          Map.entry("invalid-redelivered", new Expected(List.of(), List.of())),
          Map.entry("half-a-surrogate-pair", new Expected(List.of(), List.of())),
          Map.entry("any-text", new Expected(List.of(), List.of(1))));

  static List<String> files() {
    return EventFiles.names("accept-orders");
  }

  @Test
  void everyFileHasAnExpectation() {
    assertThat(EXPECTED).containsOnlyKeys(files().toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("files")
  void returnsAndStartsWhatIsExpected(String file) {
    assertThat(returned(handle(file))).isEqualTo(EXPECTED.get(file).returned());
    assertThat(workflows.started.stream().map(AcceptOrdersHandlerTest::number).toList())
        .isEqualTo(EXPECTED.get(file).started());
  }

  @Test
  void theRowHasTheTimeOfTheQueueAndAllThatTheClientSent() {
    handle("any-text");

    var row = row(1);
    assertThat(row.status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(row.intake().acceptedAt()).isEqualTo(FIRST_SENT);
    assertThat(row.progress().deadline()).isEqualTo(FIRST_SENT.plus(Samples.TIME_TO_END));
    assertThat(row.version()).isEqualTo(1);
    assertThat(row.details().note())
        .isEqualTo("&Action=DeleteQueue \"$input.json('$')\" \\ \n #set($x=1) ${y} 😀 \u2028");
    assertThat(row.intake().bodyHash()).hasSize(64);
  }

  @Test
  void aDuplicateInAnotherWritingIsNoConflict() {
    handle("duplicate");
    assertThat(row(1).intake().conflicts().count()).isZero();
  }

  @Test
  void anotherBodyIsAConflictThatIsCountedOnce() {
    handle("conflict");

    assertThat(row(1).intake().conflicts().count()).isEqualTo(1);
    assertThat(row(1).lines()).containsExactly(Samples.line("MUG-STONEWARE", 2));
    handle("conflict");
    assertThat(row(1).intake().conflicts().count()).isEqualTo(1);
  }

  @Test
  void theSameIdOfAnotherCustomerIsAnotherOrder() {
    handle("same-id-of-two-customers");

    assertThat(row(1).intake().conflicts().count()).isZero();
    assertThat(workflows.started).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidOrderIsRejectedWithFieldAndRuleAndItsEvent(String file, String detail) {
    handle(file);

    var row = row(1);
    assertThat(row.status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(row.undo().reason()).isEqualTo("INVALID_ORDER");
    assertThat(row.undo().reasonDetail()).isEqualTo(detail);
    assertThat(row.progress().deadline()).isNull();
    assertThat(row.details()).isNull();
    assertThat(row.payment().token()).isNull();
    assertThat(rejected.published).containsExactly(row);
    assertThat(workflows.started).isEmpty();
  }

  /** Rules that reject everything by mistake must ring. */
  @Test
  void countsAnInvalidOrderAsRejectedByItsReasonAndOnlyOnce() {
    var event = EventFiles.sqsEvent("accept-orders/invalid-redelivered.json");
    var batch =
        new OrderBatch(
            new Accepting(orders, workflows, rejected, Samples.TIME_TO_END, Clock.systemUTC()),
            CLOSED);
    var counts = new Counts();
    batch.accept(event, Deadline.of(LambdaContext.with(10_000)), counts);

    assertThat(counts.asMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(OrderMetric.OrdersInvalid, 1, OrderMetric.OrdersRejected, 1));
    assertThat(counts.rejections()).containsExactly("INVALID_ORDER");
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of("unknown-currency", "currency must be an ISO 4217 currency"),
        Arguments.of(
            "unknown-country", "shippingAddress.country must be an ISO 3166-1 alpha-2 country"),
        Arguments.of("half-a-surrogate-pair", "note must be well-formed Unicode"));
  }

  @Test
  void theEventOfAnInvalidOrderIsSentAgainWhenItsMessageComesAgain() {
    rejected.failures = 1;

    assertThat(returned(handle("unknown-currency"))).containsExactly(1);
    assertThat(returned(handle("unknown-currency"))).isEmpty();
    assertThat(rejected.published).containsExactly(row(1));
  }

  @Test
  void aCrashBetweenRowAndWorkflowHealsOnRedelivery() {
    workflows.failures = 1;

    assertThat(returned(handle("one-order"))).containsExactly(1);
    assertThat(row(1).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(returned(handle("one-order"))).isEmpty();
    assertThat(workflows.started).hasSize(1);
  }

  @Test
  void aPutWhoseAnswerWasLostIsFoundToBeOurOwn() {
    orders.failNextWrites(Fault.AFTER_THE_EFFECT);

    assertThat(returned(handle("one-order"))).containsExactly(1);
    assertThat(returned(handle("one-order"))).isEmpty();
    assertThat(workflows.started).hasSize(1);
    assertThat(row(1).intake().conflicts().count()).isZero();
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void aRepeatStartsOnlyWhatNoWorkflowHasTakenOn(OrderStatus status) {
    handle("one-order");
    workflows.started.clear();
    orders.store(Samples.moved(row(1), status, FIRST_SENT, null, false));

    handle("duplicate");

    var mayStart = status == OrderStatus.ACCEPTED || status == OrderStatus.CANCEL_REQUESTED;
    assertThat(workflows.started).hasSize(mayStart ? 2 : 0);
    assertThat(rejected.published).isEmpty();
  }

  @Test
  void theSameBodyTakesThePlaceOfARowThatFailedAtIntake() {
    orders.store(failedAtIntake(bodyHash()));

    handle("one-order");

    assertThat(row(1).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(row(1).version()).isEqualTo(2);
    assertThat(row(1).history())
        .extracting(Order.StatusChange::status)
        .containsExactly(OrderStatus.PARKED, OrderStatus.ACCEPTED);
    assertThat(workflows.started).hasSize(1);
  }

  @Test
  void anyBodyTakesThePlaceOfOneThatCouldNotBeRead() {
    orders.store(failedAtIntake(Order.UNREADABLE_BODY));

    handle("one-order");

    assertThat(row(1).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(row(1).intake().conflicts().count()).isZero();
  }

  @Test
  void anotherBodyIsAConflictOfARowThatFailedAtIntake() {
    orders.store(failedAtIntake("another"));

    handle("one-order");

    assertThat(row(1).status()).isEqualTo(OrderStatus.PARKED);
    assertThat(row(1).intake().conflicts().count()).isEqualTo(1);
    assertThat(workflows.started).isEmpty();
  }

  @Test
  void anotherBodyThatAnOperatorReplaysTakesItsPlace() {
    orders.store(failedAtIntake("another"));

    replay("one-order");

    assertThat(row(1).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(row(1).intake().conflicts().count()).isZero();
    assertThat(workflows.started).hasSize(1);
  }

  @Test
  void aReplayReplacesNoOrderThatWasTakenIn() {
    handle("one-order");
    var taken = row(1);
    orders.store(Samples.moved(taken, OrderStatus.PARKED, FIRST_SENT, null, false));

    replay("duplicate");

    assertThat(row(1).status()).isEqualTo(OrderStatus.PARKED);
  }

  @Test
  void anInvalidOrderTakesItsPlaceAsRejected() {
    orders.store(failedAtIntake("another"));

    replay("unknown-currency");

    assertThat(row(1).status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(row(1).version()).isEqualTo(2);
    assertThat(rejected.published).containsExactly(row(1));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BEFORE_THE_EFFECT", "AFTER_THE_EFFECT"})
  void takingThePlaceHealsOnRedelivery(Fault fault) {
    orders.store(failedAtIntake("another"));
    orders.failNextWrites(Fault.NONE, fault);

    assertThat(returned(replay("one-order"))).containsExactly(1);
    assertThat(returned(replay("one-order"))).isEmpty();

    assertThat(row(1).version()).isEqualTo(2);
    assertThat(row(1).intake().conflicts().count()).isZero();
    assertThat(workflows.started).hasSize(1);
  }

  private String bodyHash() {
    handle("one-order");
    workflows.started.clear();
    return row(1).intake().bodyHash();
  }

  private static Order failedAtIntake(String bodyHash) {
    return Order.parkedAtIntake(key(1), bodyHash, "IllegalStateException", FIRST_SENT);
  }

  private List<BatchItemFailure> replay(String file) {
    var event = EventFiles.sqsEvent("accept-orders/" + file + ".json");
    var attribute = new SQSEvent.MessageAttribute();
    attribute.setDataType("String");
    attribute.setStringValue("0123456789abcdef01234567");
    event
        .getRecords()
        .forEach(message -> message.setMessageAttributes(Map.of("replayOf", attribute)));
    return handle(event, LambdaContext.with(10_000));
  }

  @ParameterizedTest(name = "message {0} of groups {1} fails")
  @MethodSource("matrix")
  void fault07_onlyTheRestOfTheFailedMessagesGroupIsReturned(int failing, List<Integer> groups) {
    var event = EventFiles.sqsEvent("accept-orders/batch-of-ten.json");
    var records = event.getRecords().subList(0, groups.size());
    for (int i = 0; i < groups.size(); i++) {
      var model = EventFiles.sqsEvent("accept-orders/batch-of-ten.json").getRecords();
      records.get(i).setBody(model.get(groups.get(i)).getBody());
      records.get(i).setAttributes(model.get(groups.get(i)).getAttributes());
    }
    records.get(failing).setBody("poison");
    event.setRecords(records);

    var expected =
        IntStream.range(failing, groups.size())
            .filter(i -> groups.get(i).equals(groups.get(failing)))
            .mapToObj(i -> i + 1)
            .toList();
    assertThat(returned(handle(event, LambdaContext.with(10_000)))).isEqualTo(expected);
  }

  static Stream<Arguments> matrix() {
    return Stream.of(
            List.of(0, 0, 0, 0),
            List.of(0, 1, 0, 1),
            List.of(0, 1, 2, 3),
            List.of(0, 0, 1, 1, 0, 2))
        .flatMap(
            groups -> IntStream.range(0, groups.size()).mapToObj(i -> Arguments.of(i, groups)));
  }

  @Test
  void fault09_whenTimeRunsOutTheRestIsReturnedUntouched() {
    var event = EventFiles.sqsEvent("accept-orders/batch-of-ten.json");

    var answer = handle(event, LambdaContext.running(10_000, 1_000));

    assertThat(returned(answer)).isNotEmpty().endsWith(10);
    assertThat(workflows.started.size() + returned(answer).size()).isEqualTo(10);
  }

  @Test
  void withoutAnyTimeNothingIsBegun() {
    var event = EventFiles.sqsEvent("accept-orders/batch-of-ten.json");

    assertThat(returned(handle(event, LambdaContext.with(1_700)))).hasSize(10);
    assertThat(orders.find(key(1))).isEmpty();
  }

  @Test
  void anErrorIsNoFailureOfOneMessage() {
    var dying =
        new AcceptOrdersHandler(
            new Accepting(
                orders,
                (key, timeout) -> {
                  throw new OutOfMemoryError("test");
                },
                rejected,
                Samples.TIME_TO_END,
                Clock.systemUTC()),
            CLOSED,
            Telemetry.fromEnvironment());
    var event = EventFiles.sqsEvent("accept-orders/one-order.json");
    var context = LambdaContext.with(10_000);

    assertThatThrownBy(() -> dying.handleRequest(event, context))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void noBatchKnowsAnythingOfTheLast() {
    handle("poison-among-groups");
    assertThat(returned(handle("one-order"))).isEmpty();
  }

  @Test
  void acceptsTheExampleThatPrimesIt() throws IOException {
    var answer = new ByteArrayOutputStream();
    handler.handleRequest(ExampleOrder.event(), answer, LambdaContext.with(10_000));
    assertThat(answer).hasToString("{\"batchItemFailures\":[]}");
    assertThat(workflows.started).containsExactly(Priming.ORDER.executionName());
  }

  private List<BatchItemFailure> handle(String file) {
    return handle(
        EventFiles.sqsEvent("accept-orders/" + file + ".json"), LambdaContext.with(10_000));
  }

  private List<BatchItemFailure> handle(SQSEvent event, Context context) {
    return handler.handleRequest(event, context).getBatchItemFailures();
  }

  private static List<Integer> returned(List<BatchItemFailure> failures) {
    return failures.stream()
        .map(failure -> failure.getItemIdentifier())
        .map(id -> Integer.valueOf(id.substring(id.length() - 2)))
        .toList();
  }

  private Order row(int number) {
    return orders.find(key(number)).orElseThrow();
  }

  private static OrderKey key(int number) {
    return OrderKey.of("acme", "0199c0de-0000-7000-8000-0000000001%02x".formatted(number));
  }

  private static int number(String executionName) {
    return Integer.parseInt(executionName.substring(executionName.length() - 2), 16);
  }
}
