package com.example.orders.local.lambda;

import com.example.orders.local.aws.AwsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/** A function with its environments: takes a warm one if there is one, else starts one. */
final class DeployedFunction implements AutoCloseable {
  /** Starts a new environment of a function. */
  @FunctionalInterface
  interface Starter {
    ExecutionEnvironment start() throws IOException;
  }

  private record Idle(ExecutionEnvironment environment, long since) {}

  private final FunctionSpec spec;
  private final Starter starter;
  private final Semaphore concurrency;
  private final Semaphore slots;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<ExecutionEnvironment> all = new HashSet<>();
  private boolean closed;

  DeployedFunction(
      FunctionSpec spec, Starter starter, Semaphore accountConcurrency, int environments) {
    this.spec = spec;
    this.starter = starter;
    var reserved = spec.reservedConcurrency();
    concurrency = reserved == null ? accountConcurrency : new Semaphore(reserved);
    slots = new Semaphore(environments, true);
  }

  FunctionSpec spec() {
    return spec;
  }

  /** Runs an invocation. A caller that is interrupted leaves it running, as on AWS. */
  InvocationResult invoke(Invocation invocation) throws InterruptedException {
    if (!concurrency.tryAcquire()) {
      throw new AwsException(429, "TooManyRequestsException", "Rate Exceeded.");
    }
    var run = new FutureTask<>(() -> run(invocation));
    Thread.ofVirtual().name("invoke-" + spec.name()).start(run);
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private InvocationResult run(Invocation invocation) throws InterruptedException {
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
      concurrency.release();
    }
  }

  /** Starts environments, without waiting for them, until there are as many. */
  synchronized void prewarm(int count) {
    while (all.size() < count && !closed) {
      idle.addLast(new Idle(start(), System.nanoTime()));
    }
  }

  /** Ends environments that have not been used since the given time of {@link System#nanoTime}. */
  synchronized void reap(long since) {
    var old = idle.stream().filter(i -> i.since() - since < 0).toList();
    idle.removeAll(old);
    old.forEach(i -> end(i.environment()));
  }

  /** Ends the idle environments at once and the busy ones after their invocation. */
  synchronized void retire() {
    closed = true;
    idle.forEach(i -> end(i.environment()));
    idle.clear();
  }

  /** Ends all environments. */
  @Override
  public void close() {
    Set<ExecutionEnvironment> open;
    synchronized (this) {
      closed = true;
      open = Set.copyOf(all);
      idle.clear();
      all.clear();
    }
    open.parallelStream().forEach(ExecutionEnvironment::close);
  }

  private synchronized ExecutionEnvironment take() {
    for (var warm = idle.pollLast(); warm != null; warm = idle.pollLast()) {
      if (warm.environment().isAlive()) {
        return warm.environment();
      }
      all.remove(warm.environment());
    }
    return start();
  }

  private synchronized void putBack(ExecutionEnvironment environment) {
    if (closed || !environment.isAlive()) {
      end(environment);
    } else {
      idle.addLast(new Idle(environment, System.nanoTime()));
    }
  }

  private ExecutionEnvironment start() {
    if (closed) {
      throw new AwsException(500, "ServiceException", "Function " + spec.name() + " is closed");
    }
    try {
      var environment = starter.start();
      all.add(environment);
      return environment;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a JVM for " + spec.name(), e);
    }
  }

  private void end(ExecutionEnvironment environment) {
    all.remove(environment);
    Thread.ofVirtual().start(environment::close);
  }
}
