package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.Machine;

/** Which events of a bus are kept, for how long, and those that have come. */
record Archive(
    String name, String arn, Bus bus, Instant createdAt, Terms terms, ArchivedEvents events)
    implements Requests.Listed {
  static final String ENABLED = "ENABLED";
  private static final String RULE = "archive";
  // EventBridge makes a rule of its own for an archive; "Creating archives", EventBridge User
  // Guide.
  private static final String ALL_BUT_REPLAYS = "{\"replay-name\": [{\"exists\": false}]}";

  /**
   * What may be changed later.
   *
   * @param pattern null for all events
   * @param retentionDays 0 for as long as the archive lives
   * @param key names a key; nothing is encrypted here
   */
  record Terms(
      @Nullable String description,
      @Nullable String pattern,
      int retentionDays,
      @Nullable String key,
      Machine machine) {
    Terms(
        @Nullable String description,
        @Nullable String pattern,
        int retentionDays,
        @Nullable String key) {
      this(description, pattern, retentionDays, key, machine(pattern));
    }

    private static Machine machine(@Nullable String pattern) {
      var machine = Machine.builder().build();
      try {
        machine.addRule(RULE, pattern == null ? ALL_BUT_REPLAYS : pattern);
      } catch (IOException e) {
        throw new IllegalStateException(e); // the pattern was checked before
      }
      return machine;
    }
  }

  Archive with(Terms others) {
    return new Archive(name, arn, bus, createdAt, others, events);
  }

  boolean takes(JsonNode event) {
    if (event.has(Replay.NAME_FIELD)) {
      return false;
    }
    try {
      return !terms.machine().rulesForJSONEvent(event.toString()).isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException("cannot match the event " + event, e);
    }
  }

  /** What came before this is no longer kept. */
  Instant oldestAt(Instant now) {
    return terms.retentionDays() == 0
        ? Instant.MIN
        : now.minus(Duration.ofDays(terms.retentionDays()));
  }

  @Override
  public String state() {
    return ENABLED;
  }

  @Override
  public String source() {
    return bus.arn();
  }

  @Override
  public Map<String, ?> summary() {
    var summary = new LinkedHashMap<String, Object>();
    summary.put("ArchiveName", name);
    summary.put("EventSourceArn", bus.arn());
    summary.put("State", ENABLED);
    summary.put("RetentionDays", terms.retentionDays());
    summary.put("SizeBytes", events.bytes());
    summary.put("EventCount", events.count());
    summary.put("CreationTime", Requests.seconds(createdAt));
    return summary;
  }

  Map<String, ?> described() {
    var described = new LinkedHashMap<String, Object>(summary());
    described.put("ArchiveArn", arn);
    putIfGiven(described, "Description", terms.description());
    putIfGiven(described, "EventPattern", terms.pattern());
    putIfGiven(described, "KmsKeyIdentifier", terms.key());
    return described;
  }

  private static void putIfGiven(Map<String, Object> map, String name, @Nullable String value) {
    if (value != null) {
      map.put(name, value);
    }
  }
}
