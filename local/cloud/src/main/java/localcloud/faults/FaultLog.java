package localcloud.faults;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last injected faults. */
final class FaultLog {
  private static final int KEPT = 10_000;

  private final Deque<InjectedFault> entries = new ArrayDeque<>();
  private long total;

  synchronized void add(Instant at, FaultRule rule, Occasion facts) {
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(
        new InjectedFault(
            ++total,
            at,
            rule.id(),
            rule.fault().word(),
            facts.caller(),
            facts.service(),
            facts.operation(),
            facts.resources()));
  }

  synchronized void clear() {
    entries.clear();
    total = 0;
  }

  synchronized List<InjectedFault> entries() {
    return List.copyOf(entries);
  }
}
