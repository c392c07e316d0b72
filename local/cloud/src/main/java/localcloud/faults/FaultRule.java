package localcloud.faults;

import org.jspecify.annotations.Nullable;

/**
 * Which calls a fault meets. A selector that is null fits every call.
 *
 * @param id names the rule in logs and counts
 * @param service the signing name, such as {@code dynamodb}
 * @param operation such as {@code PutItem}; an invocation of a function is {@code Invoke}
 * @param resource a logical ID or a physical name of what is called
 * @param function the logical ID of who calls or runs: a function, but also a state machine, an
 *     API, an event source mapping or a rule; {@code root} for callers from outside of the stack,
 *     whom no rule meets that does not name them
 * @param order a text that the request, or what the caller is working on, contains
 * @param skip how many calls that fit are spared first
 * @param count how often the fault is injected; null for always
 * @param probability of each call that fits and is not spared, from 0 to 1
 * @param latencyMillis how long {@code latency} and {@code delayed-delivery} take; how long a
 *     swallowed call is held at most (0 for a minute); how much later than the first the second of
 *     two deliveries starts; by how much a clock goes wrong
 */
public record FaultRule(
    String id,
    Fault fault,
    @Nullable String service,
    @Nullable String operation,
    @Nullable String resource,
    @Nullable String function,
    @Nullable String order,
    int skip,
    @Nullable Integer count,
    double probability,
    long latencyMillis) {

  boolean fits(Occasion occasion) {
    return is(service, occasion.service())
        && is(operation, occasion.operation())
        && (function == null ? !occasion.isFromOutside() : occasion.isBy(function))
        && (resource == null || occasion.touches(resource))
        && (order == null || occasion.concerns(order));
  }

  /** Whether it meets calls; a kill at an invocation's start or end does not. */
  boolean meetsCalls() {
    return switch (fault) {
      case KILL_BEFORE, KILL_AFTER -> !"lambda".equals(service) || !"Invoke".equals(operation);
      case OUT_OF_MEMORY, THROW, DUPLICATE_DELIVERY, DELAYED_DELIVERY -> false;
      case REDELIVERY, DROP_EVENT, CLOCK_SKEW -> false;
      case THROTTLE, SERVER_ERROR, TIMEOUT_BEFORE, TIMEOUT_AFTER -> true;
      case TRANSACTION_CONFLICT, MALFORMED, LATENCY, DENY -> true;
    };
  }

  private static boolean is(@Nullable String wanted, String actual) {
    return wanted == null || wanted.equals(actual);
  }
}
