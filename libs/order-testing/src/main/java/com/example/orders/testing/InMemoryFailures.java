package com.example.orders.testing;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Payloads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failures inbox in memory, with the versions and the notes of the real one. */
public final class InMemoryFailures implements Failures {
  private final Map<FailureId, Failure> entries = new HashMap<>();
  private final Map<FailureId, Payloads> payloads = new HashMap<>();
  private final Map<FailureId, List<AuditEntry>> audits = new HashMap<>();
  private boolean losesEveryRace;

  @Override
  public Recording record(FailureReport report, String by) {
    var known = entries.get(report.id());
    if (known != null && known.knows(report)) {
      return new KnownAlready(known);
    }
    var failure = known == null ? Failure.first(report) : known.reportedAgain(report);
    entries.put(failure.id(), failure);
    if (known == null || !known.edited()) {
      payloads.put(failure.id(), new Payloads(report.payload(), null));
    }
    var action = known == null ? Action.RECORD : Action.REOPEN;
    note(failure, AuditEntry.of(report.at(), by, action, failure.state().name()));
    return known == null ? new Recorded(failure) : new RecordedAgain(failure);
  }

  @Override
  public Optional<Failure> find(FailureId id) {
    return Optional.ofNullable(entries.get(id));
  }

  @Override
  public Optional<Payloads> payloads(FailureId id) {
    return Optional.ofNullable(payloads.get(id));
  }

  /** As DynamoDB does it, a page is cut before its entries are filtered. */
  @Override
  public Page list(Query query) {
    var inState =
        entries.values().stream()
            .filter(entry -> entry.state() == query.state())
            .sorted(Comparator.comparing(Failure::lastSeen).reversed())
            .toList();
    var from = from(query.cursor());
    var to = Math.min(inState.size(), from + query.limit());
    var page =
        inState.subList(from, to).stream().filter(entry -> isAskedFor(entry, query)).toList();
    return new Page(page, to < inState.size() ? Integer.toString(to) : null);
  }

  private static boolean isAskedFor(Failure entry, Query query) {
    return (query.failureClass() == null
            || query.failureClass() == entry.classification().failureClass())
        && (query.source() == null || query.source() == entry.source());
  }

  /** A cursor is the number of entries before the page. */
  private static int from(@Nullable String cursor) {
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
    var current = entries.get(before.id());
    if (losesEveryRace || current == null || current.version() != before.version()) {
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
    payloads.computeIfPresent(after.id(), (id, kept) -> new Payloads(kept.original(), payload));
    return true;
  }

  @Override
  public void note(Failure failure, AuditEntry audit) {
    audits.computeIfAbsent(failure.id(), id -> new ArrayList<>()).add(audit);
  }

  /** Puts an entry in place of the one with its ID, whatever that one is. */
  public void store(Failure failure) {
    entries.put(failure.id(), failure);
  }

  /** As if the entry's time were over: it and all that was kept of it is gone. */
  public void expire(FailureId id) {
    entries.remove(id);
    payloads.remove(id);
    audits.remove(id);
  }

  /** From now on somebody else always changes an entry first. */
  public void loseEveryRace() {
    losesEveryRace = true;
  }

  /** All there are. */
  public Set<Failure> all() {
    return Set.copyOf(entries.values());
  }
}
