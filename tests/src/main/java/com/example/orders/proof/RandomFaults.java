package com.example.orders.proof;

import com.example.orders.local.cloud.Fault;
import com.example.orders.local.cloud.FaultRule;
import com.example.orders.local.cloud.FaultRules;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
   * @param share of the calls, from 0 to 1
   */
  static FaultRules of(long seed, double share) {
    var weights = weights();
    var sum = weights.values().stream().mapToDouble(weight -> weight).sum();
    return new FaultRules(
        seed,
        share <= 0
            ? List.of()
            : weights.entrySet().stream()
                .map(weight -> rule(weight.getKey(), share * weight.getValue() / sum))
                .toList());
  }

  private static Map<Fault, Double> weights() {
    var weights = new EnumMap<Fault, Double>(Fault.class);
    for (var fault : Fault.values()) {
      weights.put(fault, weight(fault));
    }
    return weights;
  }

  private static double weight(Fault fault) {
    return switch (fault) {
      case THROTTLE, SERVER_ERROR -> 10;
      case TIMEOUT_BEFORE, TIMEOUT_AFTER, MALFORMED, LATENCY -> 5;
      case THROW, DUPLICATE_DELIVERY, DELAYED_DELIVERY, REDELIVERY, DROP_EVENT -> 5;
      case DENY, KILL_BEFORE, KILL_AFTER, OUT_OF_MEMORY -> 1;
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
