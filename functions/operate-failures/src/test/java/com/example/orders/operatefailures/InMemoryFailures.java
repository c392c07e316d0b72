package com.example.orders.operatefailures;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Payloads;
import com.example.orders.failures.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cursor is the number of entries before the page. */
final class InMemoryFailures implements Failures {
  final Map<FailureId, Failure> entries = new HashMap<>();
  private final Map<FailureId, Payloads> payloads = new HashMap<>();
  private final Map<FailureId, List<AuditEntry>> audits = new HashMap<>();

  /** Somebody else is faster. */
  boolean losesEveryRace;

  @Override
  public Seen see(Sighting sighting, String by) {
    var failure = Failure.first(sighting);
    entries.put(failure.id(), failure);
    payloads.put(failure.id(), new Payloads(sighting.payload(), null));
    note(failure, AuditEntry.of(sighting.at(), by, AuditEntry.Action.RECORD, "OPEN"));
    return new Recorded(failure);
  }

  @Override
  public Optional<Failure> find(FailureId id) {
    return Optional.ofNullable(entries.get(id));
  }

  @Override
  public Optional<Payloads> payloads(FailureId id) {
    return Optional.ofNullable(payloads.get(id));
  }

  @Override
  public Page list(Query query) {
    var from = from(query.cursor());
    var all =
        entries.values().stream()
            .filter(failure -> failure.state() == query.state())
            .sorted(Comparator.comparing(Failure::lastSeen).reversed())
            .toList();
    var to = Math.min(all.size(), from + query.limit());
    var page =
        all.subList(from, to).stream()
            .filter(
                failure ->
                    query.failureClass() == null
                        || failure.classification().failureClass() == query.failureClass())
            .filter(failure -> query.source() == null || failure.source() == query.source())
            .toList();
    return new Page(page, to < all.size() ? String.valueOf(to) : null);
  }

  private static int from(String cursor) {
    if (cursor == null) {
      return 0;
    }
    if (!cursor.matches("\\d+")) {
      throw new InvalidCursorException();
    }
    return Integer.parseInt(cursor);
  }

  @Override
  public List<AuditEntry> audit(FailureId id) {
    return List.copyOf(audits.getOrDefault(id, List.of()));
  }

  @Override
  public boolean replace(Failure before, Failure after, AuditEntry audit) {
    if (losesEveryRace || entries.get(before.id()).version() != before.version()) {
      return false;
    }
    entries.put(after.id(), after);
    note(after, audit);
    return true;
  }

  @Override
  public boolean edit(Failure before, Failure after, String payload, AuditEntry audit) {
    if (!replace(before, after, audit)) {
      return false;
    }
    payloads.computeIfPresent(after.id(), (_, old) -> new Payloads(old.original(), payload));
    return true;
  }

  @Override
  public void note(Failure failure, AuditEntry audit) {
    audits.computeIfAbsent(failure.id(), _ -> new ArrayList<>()).add(audit);
  }
}
