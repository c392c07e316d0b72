package com.example.orders.proof;

import java.util.List;
import java.util.stream.Stream;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;

/**
 * All kinds of faults at random, by a seed: a share of all AWS calls that the functions, workflows,
 * event source mappings, event rules and the API make. Kinds that cost a cold start are rarer, or
 * the machine would do little else.
 */
final class RandomFaults {
  /** A swallowed call is held so long: longer than callers wait, shorter than a run can bear. */
  private static final long HELD_MILLIS = 2_500;

  private static final long LATE_MILLIS = 400;
  private static final long SKEW_MILLIS = 20_000;

  /** Where the events on the workflows' status changes go, which AWS sends on best effort only. */
  private static final String BEST_EFFORT_TARGET = "FailuresQueue";

  private RandomFaults() {}

  /**
   * @param share of the calls, of the invocations, and of the deliveries, from 0 to 1
   */
  static FaultRules of(long seed, double share) {
    return new FaultRules(
        seed,
        share <= 0
            ? List.of()
            : Stream.of(Fault.values())
                .map(fault -> rule(fault, Math.min(1, share * part(fault))))
                .toList());
  }

  /** Of all calls, of all invocations and of all deliveries about the share goes wrong. */
  private static double part(Fault fault) {
    return switch (fault) {
      case THROTTLE, SERVER_ERROR, TRANSACTION_CONFLICT -> 0.2;
      case TIMEOUT_BEFORE, TIMEOUT_AFTER, MALFORMED, LATENCY -> 0.12;
      case DENY, KILL_BEFORE, KILL_AFTER -> 0.03;
      case THROW -> 0.5;
      case OUT_OF_MEMORY -> 0.1;
      case DUPLICATE_DELIVERY, DELAYED_DELIVERY, REDELIVERY -> 0.33;
      case DROP_EVENT -> 10; // only a failed execution sends one
      case CLOCK_SKEW -> 1; // not by chance: the clocks are off all the time
    };
  }

  /** Events that AWS promises to deliver at least once are not dropped. */
  private static FaultRule rule(Fault fault, double probability) {
    return new FaultRule(
        "random-" + fault.word(),
        fault,
        fault == Fault.DENY ? "dynamodb" : null, // a refused delivery would blind the observer
        null,
        fault == Fault.DROP_EVENT ? BEST_EFFORT_TARGET : null,
        null,
        null,
        0,
        null,
        probability,
        millis(fault));
  }

  private static long millis(Fault fault) {
    return switch (fault) {
      case LATENCY, DELAYED_DELIVERY -> LATE_MILLIS;
      case TIMEOUT_BEFORE, TIMEOUT_AFTER -> HELD_MILLIS;
      case CLOCK_SKEW -> SKEW_MILLIS;
      default -> 0;
    };
  }
}
