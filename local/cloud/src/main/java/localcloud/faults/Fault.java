package localcloud.faults;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be made to go wrong. Rules name a kind as {@link #word()}. */
public enum Fault {
  /** The service's own throttling error, in its own protocol. No effect. */
  THROTTLE,
  /** The service's own 5xx error. No effect. */
  SERVER_ERROR,
  /** DynamoDB refuses to write an item that is part of another's transaction. No effect. */
  TRANSACTION_CONFLICT,
  /** The call is swallowed: no effect, and no answer before the caller gives up. */
  TIMEOUT_BEFORE,
  /** The call has its effect, but is never answered. */
  TIMEOUT_AFTER,
  /** The call has its effect; its answer breaks off in the middle. */
  MALFORMED,
  /** The call is late by {@code latencyMillis}; nothing else happens to it. */
  LATENCY,
  /** The caller's role is refused. No effect. */
  DENY,
  /** The execution environment whose code makes the call is killed before the call's effect. */
  KILL_BEFORE,
  /**
   * The same, after the effect and before the answer. Both meet an invocation where a rule says
   * {@code lambda} and {@code Invoke}: before the handler runs, or when it is done.
   */
  KILL_AFTER,
  /** A function's heap is full when its handler is done; its environment ends. */
  OUT_OF_MEMORY,
  /** A function throws before it has done anything. */
  THROW,
  /** A queue's batch, an asynchronous event or a rule's event is delivered twice. */
  DUPLICATE_DELIVERY,
  /** A queue's batch is received, but held back before it is delivered. */
  DELAYED_DELIVERY,
  /** A queue's batch is not deleted although it succeeded, so that it comes again. */
  REDELIVERY,
  /** A rule's target never gets an event. */
  DROP_EVENT,
  /** The clock of {@code states}, {@code events} or {@code sqs} is off, as long as the rule is. */
  CLOCK_SKEW;

  /** The name that rules use, such as {@code timeout-before}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Fault> of(String word) {
    return Arrays.stream(values()).filter(fault -> fault.word().equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
  }
}
