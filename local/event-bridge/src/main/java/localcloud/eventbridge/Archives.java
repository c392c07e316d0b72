package localcloud.eventbridge;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The archives of one account and region. All of them together keep a bounded number of bytes; over
 * it the oldest events are forgotten, and the log says so.
 */
final class Archives {
  private static final System.Logger LOG = System.getLogger(Archives.class.getName());
  static final int LONGEST_NAME = 48;
  private static final int LARGEST_PATTERN = 4096;
  private static final List<String> STATES =
      List.of("ENABLED", "DISABLED", "CREATING", "UPDATING", "CREATE_FAILED", "UPDATE_FAILED");
  private final String arnPrefix;
  private final Clock clock;
  private final long roomBytes;
  private final Function<String, Bus> buses;
  private final Map<String, Archive> archives = new ConcurrentHashMap<>();
  private long bytes;
  private boolean hasForgotten;

  /**
   * @param arnPrefix what comes before {@code archive/NAME}
   * @param roomBytes what all events may take
   * @param buses finds a bus by its name or ARN, or refuses
   */
  Archives(String arnPrefix, Clock clock, long roomBytes, Function<String, Bus> buses) {
    this.arnPrefix = arnPrefix;
    this.clock = clock;
    this.roomBytes = roomBytes;
    this.buses = buses;
  }

  Map<String, ?> create(JsonNode request) {
    var name = Requests.name(request, "ArchiveName", LONGEST_NAME);
    var source = buses.apply(Requests.text(request, "EventSourceArn"));
    var terms = terms(request, null);
    var archive =
        new Archive(
            name,
            arnPrefix + "archive/" + name,
            source,
            clock.instant(),
            terms,
            new ArchivedEvents());
    if (archives.putIfAbsent(name, archive) != null) {
      throw Requests.exists("Archive " + name + " already exists.");
    }
    return changed(archive);
  }

  Map<String, ?> update(JsonNode request) {
    var archive = archive(request);
    var updated = archive.with(terms(request, archive.terms()));
    archives.put(archive.name(), updated);
    return changed(updated);
  }

  synchronized Map<String, ?> delete(JsonNode request) {
    var archive = archive(request);
    archives.remove(archive.name());
    bytes -= archive.events().bytes();
    return Map.of();
  }

  Map<String, ?> describe(JsonNode request) {
    forgetOld();
    return archive(request).described();
  }

  Map<String, ?> list(JsonNode request) {
    forgetOld();
    if (request.hasNonNull("EventSourceArn")) {
      requireNonNull(buses.apply(request.get("EventSourceArn").asText()));
    }
    return Requests.page(request, "Archives", archives.values(), STATES);
  }

  /** The archive of that name; null if there is none. */
  @Nullable Archive find(String name) {
    return archives.get(name);
  }

  /** Keeps an event of the bus in each archive that takes it. */
  void take(Bus bus, JsonNode event) {
    for (var archive : archives.values()) {
      if (archive.bus().name().equals(bus.name()) && archive.takes(event)) {
        keep(archive, ArchivedEvents.Kept.of(event, clock.instant()));
      }
    }
  }

  /** The events of an archive that are still kept, by their times. */
  List<ArchivedEvents.Kept> between(Archive archive, Instant from, Instant to) {
    forgetOld();
    return archive.events().between(from, to);
  }

  private synchronized void keep(Archive archive, ArchivedEvents.Kept event) {
    archive.events().add(event);
    bytes += event.json().length;
    while (bytes > roomBytes) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    var oldest =
        archives.values().stream()
            .map(Archive::events)
            .filter(events -> events.count() > 0)
            .min(Comparator.comparing(ArchivedEvents::oldestCameAt))
            .orElseThrow();
    bytes -= oldest.forgetOldest();
    if (!hasForgotten) {
      hasForgotten = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "the archives hold more than {0} bytes: the oldest events are forgotten",
          roomBytes);
    }
  }

  private synchronized void forgetOld() {
    var now = clock.instant();
    for (var archive : archives.values()) {
      bytes -= archive.events().forgetBefore(archive.oldestAt(now));
    }
  }

  private Archive archive(JsonNode request) {
    var name = Requests.name(request, "ArchiveName", LONGEST_NAME);
    var archive = archives.get(name);
    if (archive == null) {
      throw Requests.notFound("Archive " + name + " does not exist.");
    }
    return archive;
  }

  /** Reads what is given; the rest stays as it was. */
  private static Archive.Terms terms(JsonNode request, Archive.@Nullable Terms before) {
    var members = ((ObjectNode) request).deepCopy();
    members.set("SourceArn", members.remove("EventSourceArn")); // as CloudFormation names it
    ArchiveHandler.TYPE.check(
        members,
        (property, problem, instead) -> {
          throw Requests.invalid(property + " of an archive is not supported");
        });
    var description = Requests.description(request);
    var pattern = request.path("EventPattern").asText(null);
    if (pattern != null) {
      check(pattern);
    }
    var days = request.path("RetentionDays");
    if (!days.isMissingNode() && (!days.canConvertToInt() || days.asInt() < 0)) {
      throw Requests.invalid("RetentionDays must be a number of days, not " + days);
    }
    var key = request.path("KmsKeyIdentifier").asText(null);
    if (before == null) {
      return new Archive.Terms(description, pattern, days.asInt(0), key);
    }
    return new Archive.Terms(
        description == null ? before.description() : description,
        pattern == null ? before.pattern() : pattern,
        days.asInt(before.retentionDays()),
        key == null ? before.key() : key);
  }

  static void check(String pattern) {
    if (pattern.length() > LARGEST_PATTERN) {
      throw Bus.invalidPattern("The pattern is longer than " + LARGEST_PATTERN + " characters");
    }
    Bus.checkPattern(pattern);
  }

  private static Map<String, ?> changed(Archive archive) {
    var changed = new LinkedHashMap<String, Object>();
    changed.put("ArchiveArn", archive.arn());
    changed.put("State", Archive.ENABLED);
    changed.put("CreationTime", Requests.seconds(archive.createdAt()));
    return changed;
  }
}
