package localcloud.eventbridge;

import java.util.function.Supplier;

/** Decides which events meet a fault on their way to a target. */
@FunctionalInterface
public interface EventFaults {
  /** What can happen to a delivery. */
  enum Harm {
    /** The target never gets the event, and no dead-letter queue does. */
    DROP,
    /** The target gets the event twice. */
    DUPLICATE
  }

  EventFaults NONE = (harm, rule, target, event) -> false;

  /**
   * Decides, and counts it as done.
   *
   * @param rule the rule's ARN
   * @param target the target's ARN
   */
  boolean strike(Harm harm, String rule, String target, Supplier<String> event);
}
