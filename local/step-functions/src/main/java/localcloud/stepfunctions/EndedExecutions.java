package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The executions that are over, up to a number of bytes: those that ended first are forgotten. AWS
 * keeps them for 90 days (Step Functions quotas). A name stays taken longer than its execution is
 * kept, but not for ever, as on AWS.
 */
final class EndedExecutions {
  private static final int TAKEN_NAMES = 100_000;

  private final long bytes;
  private final Consumer<Execution> forget;
  private final SequencedMap<Execution, Long> kept = new LinkedHashMap<>();
  private final SequencedSet<UUID> taken = new LinkedHashSet<>();
  private long held;

  /**
   * @param forget gets each execution that is no longer kept
   */
  EndedExecutions(long bytes, Consumer<Execution> forget) {
    this.bytes = bytes;
    this.forget = forget;
  }

  /** One that a redrive has meanwhile set running is not kept: it comes when that ends. */
  synchronized void keep(Execution execution) {
    if (execution.standing().status() == Execution.Status.RUNNING) {
      return;
    }
    var size = execution.bytes();
    var before = kept.putLast(execution, size);
    held += size - (before == null ? 0 : before);
    while (held > bytes && kept.size() > 1) {
      var first = kept.pollFirstEntry();
      held -= first.getValue();
      taken.add(key(first.getKey().arn()));
      forget.accept(first.getKey());
    }
    if (taken.size() > TAKEN_NAMES) {
      taken.removeFirst();
    }
  }

  /** Takes out an execution that runs again. */
  synchronized void release(Execution execution) {
    var size = kept.remove(execution);
    held -= size == null ? 0 : size;
  }

  /** Whether an execution that is forgotten had this ARN. */
  synchronized boolean had(String arn) {
    return taken.contains(key(arn));
  }

  private static UUID key(String arn) {
    return UUID.nameUUIDFromBytes(arn.getBytes(UTF_8));
  }
}
