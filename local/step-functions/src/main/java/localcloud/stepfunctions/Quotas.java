package localcloud.stepfunctions;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import localcloud.aws.AwsException;
import localcloud.aws.TokenBucket;

/** Holds Standard workflows to their rates, and counts what was held back. */
final class Quotas {
  /** Waits; a test does not. */
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  private final TokenBucket starts;
  private final TokenBucket transitions;
  private final Sleeper sleeper;
  private final AtomicLong throttledStarts = new AtomicLong();
  private final AtomicLong throttledTransitions = new AtomicLong();

  Quotas(WorkflowRates rates, LongSupplier nanoTime, Sleeper sleeper) {
    this.starts = bucket(rates.startsPerSecond(), nanoTime);
    this.transitions = bucket(rates.transitionsPerSecond(), nanoTime);
    this.sleeper = sleeper;
  }

  /** One second's worth is kept, and at least one token. */
  private static TokenBucket bucket(double perSecond, LongSupplier nanoTime) {
    return new TokenBucket(perSecond, Math.max(1, Math.ceil(perSecond)), nanoTime);
  }

  /** Of the rates, in real time. */
  static Quotas of(WorkflowRates rates) {
    return new Quotas(rates, System::nanoTime, Thread::sleep);
  }

  /**
   * Counts a call of StartExecution.
   *
   * @throws AwsException if there were too many
   */
  void start(StateMachine machine) {
    if (!machine.isExpress() && !starts.take()) {
      throttledStarts.incrementAndGet();
      throw new AwsException(400, "ThrottlingException", "Rate exceeded");
    }
  }

  /** Waits until the execution may enter a state, or try one again. */
  void transition(Execution execution) throws InterruptedException {
    if (execution.machine().isExpress()) {
      return;
    }
    var wait = transitions.reserve();
    if (wait.isPositive()) {
      throttledTransitions.incrementAndGet();
      sleeper.sleep(wait);
    }
  }

  /** CloudWatch's metric ThrottledEvents, by its dimension ServiceMetric. */
  Map<String, Long> throttledEvents() {
    return Map.of(
        "StartExecution", throttledStarts.get(), "StateTransition", throttledTransitions.get());
  }
}
