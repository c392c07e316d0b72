package localcloud.lambda;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import localcloud.aws.AwsException;
import localcloud.lambda.AsyncOutcome.Condition;
import localcloud.lambda.LambdaFaults.Harm;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous invocations: accepted at once, run in the background, repeated after a function
 * error, and reported to destinations at their end. A throttled event is not an attempt: it waits
 * and is offered again until it is too old (Lambda guide, "Asynchronous invocation"). The queue is
 * in memory: what is in it when this closes is dropped.
 */
final class AsyncInvocations implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(AsyncInvocations.class.getName());
  private static final Duration FIRST_THROTTLE_WAIT = Duration.ofMillis(100);
  private static final Duration LAST_THROTTLE_WAIT = Duration.ofSeconds(10);

  /** What all waiting events may take; a caller of one more gets 429 and comes again. */
  private static final int ROOM_BYTES = 64 << 20;

  /** What an event takes beside its payload, about. */
  private static final int OVERHEAD = 2048;

  private record Event(Invocation invocation, EventInvokeConfig config, long acceptedAt) {
    int bytes() {
      return OVERHEAD + invocation.payload().length;
    }

    Duration left() {
      return config.maximumEventAge().minusNanos(System.nanoTime() - acceptedAt);
    }
  }

  /** A call of a destination. */
  @FunctionalInterface
  private interface Delivery {
    void send() throws InterruptedException;
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Function<String, PublishedFunction> functions;
  private final List<Duration> retryDelays;
  private final Destinations destinations;
  private final LambdaFaults faults;
  private final Map<String, EventInvokeConfig> configs = new ConcurrentHashMap<>();
  private final Map<String, Long> metrics = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();
  private final int environments;
  private final AtomicInteger queued = new AtomicInteger();
  private final Semaphore room = new Semaphore(ROOM_BYTES);

  /**
   * @param functions finds a function by its name: another definition may replace it meanwhile
   * @param environments how many events of one function run at once
   */
  AsyncInvocations(
      Function<String, PublishedFunction> functions,
      List<Duration> retryDelays,
      int environments,
      Destinations destinations,
      LambdaFaults faults) {
    this.functions = functions;
    this.retryDelays = retryDelays;
    this.environments = environments;
    this.destinations = destinations;
    this.faults = faults;
  }

  void configure(String function, EventInvokeConfig config) {
    configs.put(function + ":" + config.qualifier(), config);
  }

  /**
   * Takes an event.
   *
   * @throws AwsException with status 429 while too many others wait
   */
  void accept(String function, @Nullable String qualifier, Invocation invocation) {
    var target = qualifier == null ? FunctionSpec.LATEST : qualifier;
    var config = configs.get(function + ":" + target);
    var event =
        new Event(
            invocation,
            config == null ? EventInvokeConfig.defaults(function, target) : config,
            System.nanoTime());
    start(function, event, Duration.ZERO);
    faults
        .strike(Harm.DUPLICATE, functions.apply(function).spec().arn(), "", invocation::text)
        .ifPresent(strike -> start(function, event, strike.time()));
  }

  private void start(String function, Event event, Duration later) {
    if (!room.tryAcquire(event.bytes())) {
      throw new AwsException(429, "TooManyRequestsException", "Rate Exceeded.");
    }
    queued.incrementAndGet();
    threads.execute(() -> run(function, event, later));
  }

  /** CloudWatch's metrics of asynchronous invocations, as far as something was counted. */
  Map<String, Long> metrics() {
    return Map.copyOf(metrics);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    if (queued.get() > 0) {
      LOGGER.log(Level.WARNING, "{0} asynchronous events are dropped", queued.get());
    }
  }

  private void run(String function, Event event, Duration later) {
    try {
      Thread.sleep(later);
      report(functions.apply(function).spec(), event, process(function, event));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queued.decrementAndGet();
      room.release(event.bytes());
    }
  }

  /** Tries until there is an outcome: an event that has none yet is one that may grow too old. */
  private AsyncOutcome process(String function, Event event) throws InterruptedException {
    var outcome = new AsyncOutcome(Condition.EVENT_AGE_EXCEEDED, 0, null, null);
    var throttleWait = FIRST_THROTTLE_WAIT;
    while (event.left().isPositive()) {
      outcome = inTurn(function, event, outcome);
      if (outcome.condition() != Condition.EVENT_AGE_EXCEEDED || !event.left().isPositive()) {
        return outcome;
      }
      if (outcome.refusal() != null) {
        Thread.sleep(shorter(throttleWait, event.left()));
        throttleWait = shorter(throttleWait.multipliedBy(2), LAST_THROTTLE_WAIT);
      } else {
        var delay = retryDelays.get(Math.min(outcome.runs(), retryDelays.size()) - 1);
        Thread.sleep(shorter(delay, event.left()));
      }
    }
    return outcome;
  }

  /**
   * No more at once than there are environments: the others wait in this queue, where their age is
   * all that runs, and take no concurrency from invocations that somebody waits for.
   */
  private AsyncOutcome inTurn(String function, Event event, AsyncOutcome before)
      throws InterruptedException {
    var turn = turns.computeIfAbsent(function, f -> new Semaphore(environments, true));
    if (!turn.tryAcquire(event.left().toNanos(), TimeUnit.NANOSECONDS)) {
      return before;
    }
    try {
      return attempt(function, event, before);
    } finally {
      turn.release();
    }
  }

  private AsyncOutcome attempt(String function, Event event, AsyncOutcome before)
      throws InterruptedException {
    try {
      var result = invoke(function, event);
      var runs = before.runs() + 1;
      if (!result.failed()) {
        return new AsyncOutcome(Condition.SUCCESS, runs, result, null);
      }
      var last = runs > event.config().maximumRetryAttempts();
      return new AsyncOutcome(
          last ? Condition.RETRIES_EXHAUSTED : Condition.EVENT_AGE_EXCEEDED, runs, result, null);
    } catch (AwsException e) {
      var reserved = functions.apply(function).spec().reservedConcurrency();
      return new AsyncOutcome(
          reserved != null && reserved == 0
              ? Condition.ZERO_RESERVED_CONCURRENCY
              : Condition.EVENT_AGE_EXCEEDED,
          before.runs(),
          before.last(),
          e);
    }
  }

  /** A fault of this local Lambda is a system error: the event waits as if it were throttled. */
  private InvocationResult invoke(String function, Event event) throws InterruptedException {
    try {
      return functions.apply(function).route(event.config().qualifier()).invoke(event.invocation());
    } catch (AwsException e) {
      throw e;
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "Invoking " + function, e);
      throw new AwsException(500, "ServiceException", String.valueOf(e));
    }
  }

  private void report(FunctionSpec function, Event event, AsyncOutcome outcome)
      throws InterruptedException {
    var config = event.config();
    if (outcome.succeeded()) {
      record(config.onSuccess(), function, event, outcome);
    } else {
      count("AsyncEventsDropped");
      record(config.onFailure(), function, event, outcome);
      bury(function, event.invocation(), outcome);
    }
  }

  private void record(
      @Nullable String destination, FunctionSpec function, Event event, AsyncOutcome outcome)
      throws InterruptedException {
    if (destination != null) {
      var arn = function.arn() + ":" + event.config().qualifier();
      deliver(
          "DestinationDeliveryFailures",
          destination,
          () ->
              destinations.send(
                  destination,
                  function.roleArn(),
                  arn,
                  outcome.succeeded(),
                  outcome.invocationRecord(event.invocation(), arn)));
    }
  }

  private void bury(FunctionSpec function, Invocation invocation, AsyncOutcome outcome)
      throws InterruptedException {
    var queue = function.deadLetterArn();
    if (queue != null) {
      deliver(
          "DeadLetterErrors",
          queue,
          () ->
              destinations.bury(
                  queue,
                  function.roleArn(),
                  function.arn(),
                  invocation.payload(),
                  outcome.deadLetterAttributes(invocation)));
    }
  }

  /** What cannot be delivered is lost, as on AWS: the metric is all that tells. */
  private void deliver(String metric, String arn, Delivery delivery) throws InterruptedException {
    try {
      delivery.send();
    } catch (RuntimeException e) {
      count(metric);
      LOGGER.log(Level.ERROR, metric + ": nothing reached " + arn, e);
    }
  }

  private void count(String metric) {
    metrics.merge(metric, 1L, Long::sum);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
