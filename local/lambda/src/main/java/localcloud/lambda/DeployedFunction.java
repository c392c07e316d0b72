package localcloud.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import localcloud.aws.AwsException;

/** A version with its environments: takes a warm one if there is one, else starts one. */
final class DeployedFunction implements AutoCloseable {
  /** Starts a new environment of a function. */
  @FunctionalInterface
  interface Starter {
    ExecutionEnvironment start() throws IOException;
  }

  /** On busy processors a further JVM makes all others slower; only so much longer is waited. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(8);

  private static final Duration BUSY_LOOK = Duration.ofMillis(250);

  /** An invocation that wants an environment; no two are the same. */
  private static final class Turn {
    private final long arrivedAt = System.nanoTime();
  }

  private record Idle(ExecutionEnvironment environment, long since) {}

  private final FunctionSpec spec;
  private final Starter starter;
  private final Supplier<Semaphore> concurrency;
  private final Semaphore slots;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<ExecutionEnvironment> all = new HashSet<>();

  /** The environments that have not finished their first invocation: they may still be starting. */
  private final Set<ExecutionEnvironment> cold = new HashSet<>();

  /**
   * The invocations that want an environment, in the order in which they came. Idle ones go to the
   * first of them: an invocation that later ones pass would in the end have one started for no
   * reason. One is started only for an invocation that gets no idle one, so that there are never
   * more than slots.
   */
  private final Deque<Turn> turns = new ArrayDeque<>();

  private final Duration scaleOutAfter;
  private final Processors processors = Processors.ofThisMachine(BUSY_LOOK);

  /** When an environment last became warm: those that waited for it may find it free at once. */
  private long warmedAt = System.nanoTime();

  /** Keeps no environment: another version has taken its place, or it is closed. */
  private boolean retired;

  private boolean closed;

  DeployedFunction(
      FunctionSpec spec,
      Starter starter,
      Supplier<Semaphore> concurrency,
      Semaphore slots,
      Duration scaleOutAfter) {
    this.spec = spec;
    this.starter = starter;
    this.concurrency = concurrency;
    this.slots = slots;
    this.scaleOutAfter = scaleOutAfter;
  }

  FunctionSpec spec() {
    return spec;
  }

  /** Runs an invocation. A caller that is interrupted leaves it running, as on AWS. */
  InvocationResult invoke(Invocation invocation) throws InterruptedException {
    var permits = concurrency.get();
    if (!permits.tryAcquire()) {
      throw new AwsException(429, "TooManyRequestsException", "Rate Exceeded.");
    }
    var run = new FutureTask<>(() -> run(invocation, permits));
    Thread.ofVirtual().name("invoke-" + spec.name()).start(run);
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private InvocationResult run(Invocation invocation, Semaphore permits)
      throws InterruptedException {
    try {
      slots.acquire();
      try {
        var environment = take();
        try {
          return environment.invoke(invocation);
        } finally {
          putBack(environment);
        }
      } finally {
        slots.release();
      }
    } finally {
      permits.release();
    }
  }

  /** Starts environments until there are as many; the answer is done when they are initialized. */
  synchronized CompletableFuture<Void> prewarm(int count) {
    while (all.size() < count && !retired) {
      addIdle(start());
    }
    return CompletableFuture.allOf(
        all.stream().map(ExecutionEnvironment::initialized).toArray(CompletableFuture[]::new));
  }

  /** Starts an environment up to its snapshot. */
  void takeSnapshot() {
    prewarm(1);
    try {
      var refusal = first().refusal();
      if (refusal.isPresent()) {
        throw new AwsException(
            400,
            "SnapStartException",
            "Cannot take a snapshot of %s: %s".formatted(spec.name(), refusal.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized int environments() {
    return all.size();
  }

  /** How many invocations wait for an environment. */
  synchronized int waiting() {
    return turns.size();
  }

  private synchronized ExecutionEnvironment first() {
    return all.iterator().next();
  }

  /** Ends environments that have not been used since the given time of {@link System#nanoTime}. */
  synchronized void reap(long since) {
    var old = idle.stream().filter(i -> i.since() - since < 0).toList();
    idle.removeAll(old);
    old.forEach(i -> end(i.environment()));
  }

  /**
   * Ends the idle environments at once, and a busy one when no invocation waits for it. Who was on
   * the way here still gets one.
   */
  synchronized void retire() {
    retired = true;
    idle.forEach(i -> end(i.environment()));
    idle.clear();
  }

  /** Ends all environments. */
  @Override
  public void close() {
    Set<ExecutionEnvironment> open;
    synchronized (this) {
      retired = true;
      closed = true;
      open = Set.copyOf(all);
      idle.clear();
      all.clear();
      cold.clear();
      notifyAll();
    }
    open.parallelStream().forEach(ExecutionEnvironment::close);
  }

  private synchronized ExecutionEnvironment take() throws InterruptedException {
    var turn = new Turn();
    turns.addLast(turn);
    try {
      while (true) {
        if (hasIdle(turn)) {
          return idle.removeLast().environment();
        }
        if (isTimeToStart(turn)) {
          return start();
        }
        TimeUnit.NANOSECONDS.timedWait(this, patience(turn).toNanos());
      }
    } finally {
      turns.remove(turn);
      notifyAll();
    }
  }

  /** Whether more are idle than those who came earlier will take. */
  private boolean hasIdle(Turn turn) {
    var ended = idle.stream().filter(i -> !i.environment().isAlive()).toList();
    idle.removeAll(ended);
    ended.forEach(i -> forget(i.environment()));
    return idle.size() > turns.stream().takeWhile(earlier -> earlier != turn).count();
  }

  private boolean isTimeToStart(Turn turn) {
    return all.isEmpty() || (!retired && (scaleOutAfter.isZero() || isOverdue(turn)));
  }

  private boolean isOverdue(Turn turn) {
    var left = left(turn);
    return left.isNegative()
        && cold.isEmpty()
        && (left.plus(MOST_PATIENCE).isNegative() || !processors.areBusy());
  }

  /** How long to wait until an environment comes back, or it is time to look again. */
  private Duration patience(Turn turn) {
    var left = left(turn);
    return left.compareTo(BUSY_LOOK) < 0 ? BUSY_LOOK : left;
  }

  private Duration left(Turn turn) {
    var since = warmedAt - turn.arrivedAt > 0 ? warmedAt : turn.arrivedAt;
    return scaleOutAfter.minusNanos(System.nanoTime() - since);
  }

  private synchronized void putBack(ExecutionEnvironment environment) {
    var isWanted = !retired || idle.size() < turns.size();
    if (isWanted && all.contains(environment) && environment.isAlive()) {
      if (cold.remove(environment)) {
        warmedAt = System.nanoTime();
      }
      addIdle(environment);
    } else {
      end(environment);
    }
  }

  private void addIdle(ExecutionEnvironment environment) {
    idle.addLast(new Idle(environment, System.nanoTime()));
    notifyAll();
  }

  private ExecutionEnvironment start() {
    if (closed) {
      throw new AwsException(500, "ServiceException", "Function " + spec.name() + " is closed");
    }
    try {
      var environment = starter.start();
      all.add(environment);
      cold.add(environment);
      return environment;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a JVM for " + spec.name(), e);
    }
  }

  /** Who waits looks again, for it may have been the last one. */
  private void forget(ExecutionEnvironment environment) {
    all.remove(environment);
    cold.remove(environment);
    notifyAll();
  }

  private void end(ExecutionEnvironment environment) {
    forget(environment);
    Thread.ofVirtual().start(environment::close);
  }
}
