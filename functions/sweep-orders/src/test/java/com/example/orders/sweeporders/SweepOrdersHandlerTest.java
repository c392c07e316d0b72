package com.example.orders.sweeporders;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Gauge;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.Transition;
import com.example.orders.sweeporders.FailedExecutions.Ended;
import com.example.orders.testing.InMemoryFailures;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SweepOrdersHandlerTest {
  private static final Order ORDER = Samples.accepted(Samples.line("MUG", 1));
  private static final Instant LATE = ORDER.progress().deadline().plusSeconds(60);
  private static final String WORKFLOW = "arn:aws:states:us-east-1:0:stateMachine:w";
  private static final Duration LOOK = Duration.ofMinutes(61);
  private static final FailureId ID = FailureId.ofOrder(ORDER.key());

  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryFailures failures = new InMemoryFailures();
  private final List<Ended> ended = new ArrayList<>();
  private final FailedExecutions workflows =
      new FailedExecutions() {
        @Override
        public Stream<Ended> failedSince(Instant start) {
          return ended.stream().filter(execution -> execution.at().isAfter(start));
        }

        @Override
        public Reason reasonOf(Ended execution) {
          return execution.status().equals("FAILED")
              ? new Reason("Events.Down", "no event was taken")
              : new Reason(null, null);
        }
      };

  @Test
  void putsAnOrderThatShouldHaveEndedIntoTheInbox() {
    orders.store(ORDER);

    assertThat(sweep(LATE)).isEqualTo(1);

    var entry = failures.find(ID).orElseThrow();
    assertThat(entry.error()).isEqualTo("OrderOverdue");
    assertThat(entry.cause()).contains("ACCEPTED");
    assertThat(entry.origin())
        .isEqualTo("arn:aws:states:us-east-1:0:execution:w:" + ORDER.key().executionName());
    assertThat(entry.classification().failureClass()).isEqualTo(FailureClass.TRANSIENT);
  }

  @Test
  void leavesAnOrderThatHasTimeLeft() {
    orders.store(ORDER);

    assertThat(sweep(ORDER.progress().deadline().minusSeconds(1))).isZero();
    assertThat(failures.all()).isEmpty();
  }

  @Test
  void leavesAnOrderThatHasEnded() {
    orders.store(ORDER);
    orders.transition(
        ORDER.key(), Transition.of(OrderStatus.ACCEPTED, OrderStatus.COMPENSATING, LATE));
    orders.transition(
        ORDER.key(), Transition.of(OrderStatus.COMPENSATING, OrderStatus.REJECTED, LATE));

    assertThat(sweep(LATE)).isZero();
  }

  @Test
  void tellsOfAnOrderOnceHoweverOftenItSweeps() {
    orders.store(ORDER);
    sweep(LATE);

    assertThat(sweep(LATE.plusSeconds(60))).isZero();
    assertThat(failures.find(ID).orElseThrow().seenCount()).isEqualTo(1);
  }

  @Test
  void countsAnOrderThatIsLateOnceAndZeroInEveryOtherMinute() {
    assertThat(late(LATE)).isZero();

    orders.store(ORDER);
    assertThat(late(LATE)).isEqualTo(1);
    assertThat(late(LATE.plusSeconds(60))).isZero();
    assertThat(late(LATE.plus(LOOK))).isZero();
  }

  @Test
  void anOrderThatIsInTheInboxAlreadyIsLateAsWell() {
    orders.store(ORDER);
    ended.add(ended("", "FAILED", LATE.minusSeconds(600)));
    assertThat(sweep(LATE.minusSeconds(300))).isEqualTo(1);

    assertThat(late(LATE)).isEqualTo(1);
  }

  /** How many it counts; it must not be silent. */
  private int late(Instant at) {
    var counts = new Counts();
    sweeping(at).sweep(() -> 20_000, counts);
    return requireNonNull(counts.asMap().get(OrderMetric.OrdersOverdue));
  }

  @Test
  void leavesAnEntryAloneThatIsBeingReplayedOrWasDiscarded() {
    orders.store(ORDER);
    sweep(LATE);
    change(open -> open.claim(LATE, Duration.ofMinutes(10)));
    assertThat(sweep(LATE.plus(LOOK))).isZero();

    change(replaying -> replaying.fallBack(LATE));
    change(Failure::discard);
    assertThat(sweep(LATE.plus(LOOK.multipliedBy(2)))).isZero();
    assertThat(failures.find(ID).orElseThrow().state()).isEqualTo(FailureState.DISCARDED);
  }

  @Test
  void opensAnEntryThatWasTakenForResolved() {
    orders.store(ORDER);
    sweep(LATE);
    change(Failure::resolve);

    assertThat(sweep(LATE.plus(LOOK))).isEqualTo(1);
    assertThat(failures.find(ID).orElseThrow().state()).isEqualTo(FailureState.OPEN);
  }

  @Test
  void whatIsKnownCostsAFewLooksHoweverManyTheyAre() {
    var calls = new AtomicInteger();
    store(10_000);
    assertThat(counted(LATE, calls).sweep(() -> 20_000, new Counts())).isEqualTo(10_000);
    orders.store(ORDER);

    calls.set(0);
    assertThat(counted(LATE.plusSeconds(60), calls).sweep(() -> 20_000, new Counts())).isOne();
    assertThat(calls).hasValueLessThan(10);

    for (int hour = 1; hour < 4; hour++) {
      calls.set(0);
      var at = LATE.plus(LOOK.multipliedBy(hour));
      assertThat(counted(at, calls).sweep(() -> 20_000, new Counts())).isZero();
      assertThat(calls).hasValueLessThan(300); // a hundred are looked at, two calls each
    }
  }

  @Test
  void aNewOrderWaitsForNoneThatIsKnown() {
    store(10_000);
    for (int run = 0; run < 10; run++) {
      var left = new AtomicInteger(7_000); // time for a thousand
      sweeping(LATE).sweep(left::decrementAndGet, new Counts());
    }
    assertThat(failures.all()).hasSizeGreaterThan(9_900);
    sweep(LATE);

    orders.store(ORDER);
    var left = new AtomicInteger(6_002); // time for one
    assertThat(sweeping(LATE.plus(LOOK)).sweep(left::decrementAndGet, new Counts())).isOne();
    assertThat(failures.find(ID)).isPresent();
  }

  @Test
  void looksAtEveryWatchedOrderInTurn() {
    store(250);
    sweep(LATE);
    failures.all().forEach(entry -> failures.store(entry.claim(LATE, LOOK).resolve()));

    assertThat(sweep(LATE.plus(LOOK))).isEqualTo(100);
    assertThat(sweep(LATE.plus(LOOK))).isEqualTo(100);
    assertThat(sweep(LATE.plus(LOOK))).isEqualTo(50);
  }

  @Test
  void remembersTheEndsThatAreKnown() {
    for (int i = 0; i < 1_000; i++) {
      ended.add(ended("-r" + i, "FAILED", LATE));
    }
    var calls = new AtomicInteger();
    var sweeping = counted(LATE.plusSeconds(60), calls);
    sweeping.sweep(() -> 20_000, new Counts());

    calls.set(0);
    assertThat(sweeping.sweep(() -> 20_000, new Counts())).isZero();
    assertThat(calls).hasValueLessThan(5);
  }

  @Test
  void oneThatCannotBeRecordedKeepsNoOtherWaiting() {
    store(2);
    var fails = new AtomicBoolean(true);
    var sometimes =
        proxy(
            Failures.class,
            (method, arguments) -> {
              if (method.getName().equals("record") && fails.getAndSet(false)) {
                throw new IllegalStateException("The call did not arrive");
              }
              return method.invoke(failures, arguments);
            });
    var sweeping =
        new Sweeping(orders, sometimes, workflows, WORKFLOW, Clock.fixed(LATE, ZoneOffset.UTC));

    assertThat(sweeping.sweep(() -> 20_000, new Counts())).isOne();
    assertThat(sweeping.sweep(() -> 20_000, new Counts())).isOne();
  }

  @Test
  void stopsInTime() {
    orders.store(ORDER);

    assertThat(sweeping(LATE).sweep(() -> 1_000, new Counts())).isZero();
  }

  @Test
  void putsAWorkflowThatFailedUnheardIntoTheInboxThoughItsOrderHasEnded() {
    ended.add(ended("", "FAILED", LATE));

    assertThat(sweep(LATE.plusSeconds(60))).isEqualTo(1);

    var entry = failures.find(ID).orElseThrow();
    assertThat(entry.error()).isEqualTo("Events.Down");
    assertThat(entry.cause()).isEqualTo("no event was taken");
    assertThat(entry.origin()).isEqualTo(ended.getFirst().arn());
  }

  @Test
  void namesAnEndThatCameWithoutWords() {
    ended.add(ended("-r2", "TIMED_OUT", LATE));
    sweep(LATE.plusSeconds(60));

    assertThat(failures.find(ID).orElseThrow().error()).isEqualTo("States.Timeout");
  }

  @Test
  void givesTheEventOnAFailedWorkflowTimeToTellOfIt() {
    ended.add(ended("", "FAILED", LATE));

    assertThat(sweep(LATE.plusSeconds(59))).isZero();
    assertThat(failures.all()).isEmpty();
  }

  @Test
  void tellsOfAFailedWorkflowOnceAlsoWhenItsEntryIsResolved() {
    ended.add(ended("", "FAILED", LATE));
    sweep(LATE.plusSeconds(60));
    change(Failure::resolve);

    assertThat(sweep(LATE.plusSeconds(120))).isZero();
    assertThat(failures.find(ID).orElseThrow().state()).isEqualTo(FailureState.RESOLVED);

    ended.add(ended("-r1", "FAILED", LATE.plusSeconds(130)));
    assertThat(sweep(LATE.plusSeconds(190))).isEqualTo(1);
    assertThat(failures.find(ID).orElseThrow().state()).isEqualTo(FailureState.OPEN);
  }

  @Test
  void leavesExecutionsThatAreNoOrders() {
    ended.add(new Ended("arn:aws:states:us-east-1:0:execution:w:by-hand", "FAILED", 0, LATE));

    assertThat(sweep(LATE.plusSeconds(60))).isZero();
  }

  @Test
  void measuresTheInboxByClass() {
    assertThat(sweeping(LATE).measure())
        .containsOnlyKeys(Gauge.values())
        .allSatisfy((gauge, value) -> assertThat(value).as("%s", gauge).isZero());
    orders.store(ORDER);
    sweep(LATE);
    refused("a1", LATE.minusSeconds(500));
    refused("b2", LATE.minusSeconds(900));

    assertThat(sweeping(LATE.plusSeconds(90)).measure())
        .containsEntry(Gauge.OpenTransientFailures, 1L)
        .containsEntry(Gauge.OldestTransientAge, 90L)
        .containsEntry(Gauge.OpenBusinessFailures, 2L)
        .containsEntry(Gauge.OldestBusinessAge, 990L)
        .containsEntry(Gauge.OpenUnknownFailures, 0L)
        .containsEntry(Gauge.OldestPoisonAge, 0L);
  }

  /** Else the alarm would go off and on with each replay that does not help. */
  @Test
  void measuresTheAgeOfWhatIsReplayedToo() {
    orders.store(ORDER);
    sweep(LATE);
    change(failure -> failure.claim(LATE.plusSeconds(80), Duration.ofMinutes(10)));

    assertThat(sweeping(LATE.plusSeconds(90)).measure())
        .containsEntry(Gauge.OpenTransientFailures, 0L)
        .containsEntry(Gauge.OldestTransientAge, 90L);
  }

  /** A customer whose address nobody takes. */
  private void refused(String key, Instant at) {
    failures.record(
        new FailureReport(
            FailureId.ofInvoke("notify", key),
            "m-" + key,
            FailureSource.ASYNC_INVOKE,
            "arn:function",
            "com.example.orders.notifycustomer.AddressRefusedException",
            null,
            3,
            null,
            null,
            "{}",
            at),
        "test");
  }

  @Test
  void sweepsAndMeasuresWhenLambdaCalls() {
    orders.store(ORDER);
    var context = mock(Context.class);
    when(context.getFunctionName()).thenReturn("sweep-orders");
    when(context.getRemainingTimeInMillis()).thenReturn(20_000);

    new SweepOrdersHandler(sweeping(LATE), Telemetry.fromEnvironment())
        .handleRequest(InputStream.nullInputStream(), OutputStream.nullOutputStream(), context);

    assertThat(failures.all()).hasSize(1);
  }

  private void store(int count) {
    for (int i = 0; i < count; i++) {
      var id = "0199c0de-0000-7000-9000-%012d".formatted(i);
      orders.store(Samples.accepted(OrderKey.of("acme", id), Samples.line("MUG", 1)));
    }
  }

  private Sweeping counted(Instant now, AtomicInteger calls) {
    return new Sweeping(
        counted(Orders.class, orders, calls),
        counted(Failures.class, failures, calls),
        workflows,
        WORKFLOW,
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static <T> T counted(Class<T> type, T target, AtomicInteger calls) {
    return proxy(
        type,
        (method, arguments) -> {
          calls.incrementAndGet();
          return method.invoke(target, arguments);
        });
  }

  private interface Answer {
    Object to(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> answer.to(method, arguments)));
  }

  private static Ended ended(String suffix, String status, Instant at) {
    var arn = "arn:aws:states:us-east-1:0:execution:w:" + ORDER.key().executionName() + suffix;
    return new Ended(arn, status, 0, at);
  }

  private int sweep(Instant now) {
    return sweeping(now).sweep(() -> 20_000, new Counts());
  }

  private Sweeping sweeping(Instant now) {
    return new Sweeping(orders, failures, workflows, WORKFLOW, Clock.fixed(now, ZoneOffset.UTC));
  }

  private void change(UnaryOperator<Failure> change) {
    var entry = failures.find(ID).orElseThrow();
    var audit = AuditEntry.of(LATE, "eve", Action.REPLAY, "test");
    assertThat(failures.replace(entry, change.apply(entry), audit)).isTrue();
  }
}
