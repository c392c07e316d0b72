package com.example.orders.sweeporders;

import static java.util.Objects.requireNonNullElse;

import com.example.orders.failures.ClassificationRules;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Failures.KnownAlready;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Gauge;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Orders;
import com.example.orders.order.Orders.Overdue;
import com.example.orders.sweeporders.FailedExecutions.Ended;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts every order that is past its deadline into the inbox, and every workflow that ended badly,
 * whoever else should have reported it: an order that has ended can still lack its event. A run
 * ends in time; what it did not come to is found in the next minute too.
 *
 * <p>What is known costs nothing more: an order that is in the inbox is only looked at again from
 * time to time, so many in a run, and an end that was reported is remembered. So however many wait
 * for an operator, a new one is found in its minute.
 */
final class Sweeping {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
  private static final String BY = "sweep-orders";

  /** Kept to measure the inbox. */
  private static final int RESERVE_MILLIS = 6_000;

  /** The event on a workflow's end is given this long to tell of it first, and more fully. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** A workflow ends within 16 hours of its start: this leaves the sweeper two to be down. */
  private static final Duration LOOK_BACK = Duration.ofHours(18);

  /** That a watched order's entry has gone astray is found after this long, or later. */
  private static final Duration PAUSE = Duration.ofHours(1);

  /** Ends of workflows that are remembered: as many as fail in the look-back in a bad hour. */
  private static final int REMEMBERED = 20_000;

  /** More than 5,000 open entries are counted as 5,000: the alarm rang long before. */
  private static final int PAGES = 50;

  private final Orders orders;
  private final Failures failures;
  private final FailedExecutions workflows;
  private final String workflow;
  private final Clock clock;
  private final Set<String> reported = Collections.newSetFromMap(new LastOnes());

  Sweeping(
      Orders orders, Failures failures, FailedExecutions workflows, String workflow, Clock clock) {
    this.orders = orders;
    this.failures = failures;
    this.workflows = workflows;
    this.workflow = workflow;
    this.clock = clock;
  }

  /** Answers how many orders it put into the inbox. */
  int sweep(IntSupplier remainingMillis, Counts counts) {
    var now = clock.instant();
    var found = 0;
    try (var overdue = orders.overdue(now);
        var failed = workflows.failedSince(now.minus(LOOK_BACK));
        var watched = orders.watched(now.minus(PAUSE))) {
      counts.addNone(OrderMetric.OrdersOverdue);
      found += count(overdue, remainingMillis, late -> isNewlyLate(late, now, counts));
      found += count(failed, remainingMillis, ended -> isRecorded(ended, now));
      found += count(watched, remainingMillis, late -> look(late, now) == Sight.NEW);
    }
    for (int i = 0; i < found; i++) {
      counts.add(OrderMetric.FailuresRecorded);
    }
    return found;
  }

  /** One that cannot be recorded must not keep the others waiting. */
  private static <T> int count(
      Stream<T> stream, IntSupplier remainingMillis, Predicate<T> isRecorded) {
    var count = 0;
    for (var all = stream.iterator();
        remainingMillis.getAsInt() > RESERVE_MILLIS && all.hasNext(); ) {
      var one = all.next();
      try {
        count += isRecorded.test(one) ? 1 : 0;
      } catch (RuntimeException e) {
        LOG.error("{} is left to the next run: {}", one, Telemetry.describe(e));
      }
    }
    return count;
  }

  /**
   * How many entries of each class are open, and for how long the oldest has not been settled: one
   * that is replayed in vain is open and replaying by turns, and gets older all the time.
   */
  Map<Gauge, Long> measure() {
    var now = clock.instant();
    var open = failures.list(FailureState.OPEN, PAGES);
    var replaying = failures.list(FailureState.REPLAYING, PAGES);
    var values = new EnumMap<Gauge, Long>(Gauge.class);
    for (var failureClass : FailureClass.values()) {
      var ages = ages(open, failureClass, now);
      var ofReplaying = ages(replaying, failureClass, now);
      values.put(count(failureClass), ages.getCount());
      values.put(age(failureClass), Math.max(0, Math.max(ages.getMax(), ofReplaying.getMax())));
    }
    return values;
  }

  /** In seconds. */
  private static LongSummaryStatistics ages(
      List<Failure> failures, FailureClass failureClass, Instant now) {
    return failures.stream()
        .filter(failure -> failure.classification().failureClass() == failureClass)
        .mapToLong(failure -> Duration.between(failure.openSince(), now).toSeconds())
        .summaryStatistics();
  }

  private static Gauge count(FailureClass failureClass) {
    return switch (failureClass) {
      case TRANSIENT -> Gauge.OpenTransientFailures;
      case UNKNOWN -> Gauge.OpenUnknownFailures;
      case POISON -> Gauge.OpenPoisonFailures;
      case BUSINESS -> Gauge.OpenBusinessFailures;
    };
  }

  private static Gauge age(FailureClass failureClass) {
    return switch (failureClass) {
      case TRANSIENT -> Gauge.OldestTransientAge;
      case UNKNOWN -> Gauge.OldestUnknownAge;
      case POISON -> Gauge.OldestPoisonAge;
      case BUSINESS -> Gauge.OldestBusinessAge;
    };
  }

  /** What an order past its deadline turns out to be. */
  private enum Sight {
    ENDED,
    KNOWN,
    NEW
  }

  /** Counts it once: afterwards it is watched. */
  private boolean isNewlyLate(Overdue overdue, Instant now, Counts counts) {
    var sight = look(overdue, now);
    if (sight != Sight.ENDED) {
      counts.add(OrderMetric.OrdersOverdue);
    }
    return sight == Sight.NEW;
  }

  private Sight look(Overdue overdue, Instant now) {
    var entry = failures.find(FailureId.ofOrder(overdue.key())).orElse(null);
    var sight = isInInbox(entry) ? Sight.KNOWN : isFiled(overdue, entry) ? Sight.NEW : Sight.ENDED;
    orders.watch(overdue, now);
    return sight;
  }

  /** The index may lag behind the row by a moment, so the row has the last word. */
  private boolean isFiled(Overdue overdue, @Nullable Failure entry) {
    var order = orders.find(overdue.key());
    if (order.isEmpty() || order.get().status().isTerminal()) {
      return false;
    }
    Telemetry.forOrder(
        overdue.key(),
        () -> {
          LOG.warn("Overdue since {}, {}", overdue.deadline(), order.get().status());
          return failures.record(report(overdue, order.get().status().name(), entry), BY);
        });
    return true;
  }

  private boolean isRecorded(Ended ended, Instant now) {
    var key = OrderKey.ofExecution(ended.name()).orElse(null);
    if (key == null || ended.at().isAfter(now.minus(GRACE)) || !reported.add(ended.id())) {
      return false;
    }
    try {
      return !isKnown(key, ended) && isFiled(key, ended);
    } catch (RuntimeException e) {
      reported.remove(ended.id());
      throw e;
    }
  }

  private boolean isFiled(OrderKey key, Ended ended) {
    return Telemetry.forOrder(
        key,
        () -> {
          LOG.warn("The workflow ended {} and nobody reported it", ended.status());
          return !(failures.record(report(key, ended), BY) instanceof KnownAlready);
        });
  }

  /** An entry that was seen since then has been about this end too. */
  private boolean isKnown(OrderKey key, Ended ended) {
    return failures
        .find(FailureId.ofOrder(key))
        .filter(entry -> !entry.lastSeen().isBefore(ended.at()))
        .isPresent();
  }

  private FailureReport report(OrderKey key, Ended ended) {
    var reason = workflows.reasonOf(ended);
    return new FailureReport(
        FailureId.ofOrder(key),
        ended.id(),
        FailureSource.WORKFLOW,
        ended.arn(),
        requireNonNullElse(reason.error(), FailureReport.errorOfExecution(ended.status())),
        requireNonNullElse(reason.cause(), "the execution ended " + ended.status()),
        1 + ended.redrives(),
        key,
        null,
        key.executionInput(),
        clock.instant());
  }

  /** What an operator has discarded stays discarded. */
  private static boolean isInInbox(@Nullable Failure entry) {
    return entry != null && entry.state() != FailureState.RESOLVED;
  }

  /** The execution that is known last is nearer to the truth than the first one. */
  private FailureReport report(Overdue overdue, String status, @Nullable Failure entry) {
    var key = overdue.key();
    var first = workflow.replace(":stateMachine:", ":execution:") + ":" + key.executionName();
    return new FailureReport(
        FailureId.ofOrder(key),
        "overdue#" + clock.instant(),
        FailureSource.WORKFLOW,
        entry == null ? first : entry.origin(),
        ClassificationRules.ORDER_OVERDUE,
        "the order is " + status + " and should have ended by " + overdue.deadline(),
        1,
        key,
        null,
        key.executionInput(),
        clock.instant());
  }

  /** Forgets the one that was put in first. */
  private static final class LastOnes extends LinkedHashMap<String, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > REMEMBERED;
    }
  }
}
