package com.example.orders.failures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inbox's entries. */
public interface Failures {

  /**
   * Writes a new entry with its payload, or brings the one that is there up to date. After it
   * returns, the failure is in the inbox and the sink may forget it.
   *
   * @param by the function that saw it
   */
  Recording record(FailureReport report, String by);

  /** Reads what is true now. */
  Optional<Failure> find(FailureId id);

  /** The payload as received and as edited; empty if there is no such entry. */
  Optional<Payloads> payloads(FailureId id);

  /**
   * Entries in one state, those seen last first. May lag behind the entries by a moment: a change
   * names the version it was made from, so it fails on what is out of date.
   */
  Page list(Query query);

  /** The entries in one state, those seen last first, at most as many as are on so many pages. */
  default List<Failure> list(FailureState state, int pages) {
    var page = list(Query.of(state));
    var found = new ArrayList<>(page.failures());
    for (int read = 1; read < pages && page.cursor() != null; read++) {
      page = list(Query.of(state).after(page.cursor()));
      found.addAll(page.failures());
    }
    return found;
  }

  /** What was done to an entry, oldest first. */
  List<AuditEntry> audit(FailureId id);

  /**
   * Changes an entry and notes who did it, both or neither. Answers false if somebody else changed
   * the entry first.
   */
  boolean replace(Failure before, Failure after, AuditEntry audit);

  /** The same for {@link Failure#edit}, which brings a payload along. The original stays. */
  boolean edit(Failure before, Failure after, String payload, AuditEntry audit);

  /** Notes what changed nothing. */
  void note(Failure failure, AuditEntry audit);

  /** What became of a report. */
  sealed interface Recording {
    Failure failure();
  }

  /** The entry is new. */
  record Recorded(Failure failure) implements Recording {}

  /** The entry was there; it is open now. */
  record RecordedAgain(Failure failure) implements Recording {}

  /** The same message reported it before: nothing has changed. */
  record KnownAlready(Failure failure) implements Recording {}

  /**
   * What to list.
   *
   * @param limit how many entries a page has at most, 1 to 100; a page may have fewer and yet not
   *     be the last
   * @param cursor the last page's, or null to begin
   */
  record Query(
      FailureState state,
      @Nullable FailureClass failureClass,
      @Nullable FailureSource source,
      int limit,
      @Nullable String cursor) {

    public static final int LARGEST_PAGE = 100;

    public Query {
      if (limit < 1 || limit > LARGEST_PAGE) {
        throw new IllegalArgumentException("A page has 1 to 100 entries");
      }
    }

    public static Query of(FailureState state) {
      return new Query(state, null, null, LARGEST_PAGE, null);
    }

    public Query after(@Nullable String next) {
      return new Query(state, failureClass, source, limit, next);
    }
  }

  /** Some entries, and the cursor to go on with if there may be more. */
  record Page(List<Failure> failures, @Nullable String cursor) {
    public Page {
      failures = List.copyOf(failures);
    }
  }

  /** A cursor that no page gave out. */
  final class InvalidCursorException extends IllegalArgumentException {
    public InvalidCursorException() {
      super("The cursor is not one of a page");
    }
  }
}
