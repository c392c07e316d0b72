package localcloud.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of one archive in the order in which they came. */
final class ArchivedEvents {
  private final ArrayDeque<Kept> events = new ArrayDeque<>();
  private long bytes;

  /**
   * An event at rest, as the bytes of its JSON.
   *
   * @param time the event's own time, by which it is replayed
   * @param cameAt when it came, from which its retention counts
   */
  record Kept(Instant time, Instant cameAt, byte[] json) {
    static Kept of(JsonNode event, Instant cameAt) {
      return new Kept(
          Instant.parse(event.path("time").asText()), cameAt, event.toString().getBytes(UTF_8));
    }
  }

  synchronized void add(Kept event) {
    events.add(event);
    bytes += event.json().length;
  }

  /** Forgets what came before the given time. */
  synchronized long forgetBefore(Instant oldest) {
    var freed = 0L;
    while (!events.isEmpty() && events.getFirst().cameAt().isBefore(oldest)) {
      freed += forgetOldest();
    }
    return freed;
  }

  /** Forgets the oldest event, if there is any, and answers its bytes. */
  synchronized long forgetOldest() {
    var oldest = events.poll();
    var freed = oldest == null ? 0 : oldest.json().length;
    bytes -= freed;
    return freed;
  }

  /** When the oldest event came; null without events. */
  synchronized @Nullable Instant oldestCameAt() {
    return events.isEmpty() ? null : events.getFirst().cameAt();
  }

  /** The events from the first time on and before the second one, by their times. */
  synchronized List<Kept> between(Instant from, Instant to) {
    return events.stream()
        .filter(event -> !event.time().isBefore(from) && event.time().isBefore(to))
        .sorted(Comparator.comparing(Kept::time))
        .toList();
  }

  synchronized int count() {
    return events.size();
  }

  synchronized long bytes() {
    return bytes;
  }
}
