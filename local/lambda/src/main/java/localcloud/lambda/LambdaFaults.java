package localcloud.lambda;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides which invocations and deliveries meet a fault. */
@FunctionalInterface
public interface LambdaFaults {
  /** What can happen to an invocation, or to a batch or event on its way to one. */
  enum Harm {
    /** The environment is killed before the handler runs. */
    KILL_AT_START,
    /** The environment is killed when the handler is done, before anyone sees its answer. */
    KILL_AT_END,
    /** The heap is full when the handler is done: that is the answer, and the environment ends. */
    OUT_OF_MEMORY,
    /** The handler does not run; the answer is that it threw. */
    THROW,
    /** A batch or an asynchronous event is delivered twice; the time is between the two. */
    DUPLICATE,
    /** A batch that was received is held back for the time before it is delivered. */
    DELAY,
    /** A batch that succeeded is not deleted from its queue. */
    KEEP
  }

  /**
   * A fault that strikes.
   *
   * @param rule the ID of the rule that says so
   * @param time what {@link Harm#DUPLICATE} and {@link Harm#DELAY} last
   */
  record Strike(String rule, Duration time) {}

  LambdaFaults NONE = (harm, function, source, event) -> Optional.empty();

  /**
   * Decides, and counts it as done; empty if nothing happens.
   *
   * @param function the ARN of the function that runs or is to run
   * @param source the ARN of the queue that the event is from; empty for any other invocation
   */
  Optional<Strike> strike(Harm harm, String function, String source, Supplier<String> event);
}
