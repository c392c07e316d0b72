package localcloud.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event source mapping of the account, which runs or is disabled. */
final class RunningMapping {
  /** What reads a source. */
  interface Reader extends AutoCloseable {
    /** Lets it end what it has begun, a long poll with what that receives, and read no more. */
    void drain();

    boolean isEnded();

    /** Interrupts it. */
    void stop();

    /** Stops it and waits for batches in flight, for a few seconds. */
    @Override
    void close();
  }

  private final String uuid;
  private final ObjectNode description;
  private final Supplier<Reader> reader;
  private Instant changed = Instant.now();
  private @Nullable Reader running;
  private final List<Reader> ending = new ArrayList<>();

  /**
   * @param description the members that GetEventSourceMapping shows, without its state
   * @param reader starts to read the source, where order counts once the earlier reader has ended
   */
  RunningMapping(String uuid, ObjectNode description, Supplier<Reader> reader) {
    this.uuid = uuid;
    this.description = description;
    this.reader = reader;
  }

  String uuid() {
    return uuid;
  }

  synchronized void enable(boolean enabled) {
    changed = Instant.now();
    var before = running;
    if (enabled && before == null) {
      running = reader.get();
    } else if (!enabled && before != null) {
      running = null;
      ending.add(before);
      before.drain();
    }
  }

  synchronized void stop() {
    all().forEach(Reader::stop);
  }

  synchronized void close() {
    all().forEach(Reader::close);
  }

  private List<Reader> all() {
    var all = new ArrayList<>(ending);
    if (running != null) {
      all.add(running);
    }
    return all;
  }

  private String state() {
    ending.removeIf(Reader::isEnded);
    if (running != null) {
      return "Enabled";
    }
    return ending.isEmpty() ? "Disabled" : "Disabling";
  }

  synchronized ObjectNode describe() {
    return description
        .deepCopy()
        .put("UUID", uuid)
        .put("State", state())
        .put("StateTransitionReason", "USER_INITIATED")
        .put("LastModified", changed.toEpochMilli() / 1000.0);
  }

  /** Whether it has this function, by name or ARN, and this source; empty ones are any. */
  boolean is(String function, String sourceArn) {
    var own = description.path("FunctionArn").asText();
    var name = FunctionName.parse(function);
    var ownName = FunctionName.parse(own);
    var same =
        function.isEmpty() || name != null && ownName != null && name.name().equals(ownName.name());
    return same
        && (sourceArn.isEmpty() || description.path("EventSourceArn").asText().equals(sourceArn));
  }
}
