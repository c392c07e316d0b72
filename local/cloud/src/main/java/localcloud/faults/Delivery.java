package localcloud.faults;

import java.util.List;
import java.util.function.Supplier;

/**
 * An invocation of a function, or what is on its way to one or to another target.
 *
 * @param service {@code lambda} for an invocation and an asynchronous event, {@code sqs} for a
 *     batch of a queue, {@code events} for an event of a rule
 * @param operation {@code Invoke} or {@code Deliver}
 * @param caller the function that runs, or the rule
 * @param names what else it may be known by: source and target, logical and physical
 */
record Delivery(
    String service, String operation, String caller, List<String> names, Supplier<String> event)
    implements Occasion {

  @Override
  public List<String> resources() {
    return names;
  }

  @Override
  public boolean isBy(String function) {
    return caller.equals(function) || names.contains(function);
  }

  @Override
  public boolean touches(String resource) {
    return isBy(resource);
  }

  @Override
  public boolean concerns(String text) {
    return event.get().contains(text);
  }

  @Override
  public boolean isFromOutside() {
    return false;
  }

  @Override
  public String toString() {
    return "%s of %s to %s %s".formatted(operation, service, caller, String.join(", ", names));
  }
}
