package com.example.orders.operatefailures;

import static java.util.Objects.requireNonNull;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.EditRules;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Failures.InvalidCursorException;
import com.example.orders.failures.Failures.Query;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What an operator can do. Whatever changes an entry is noted in it with the operator's ARN. */
final class Operations {
  private static final int LONGEST_REASON = 500;

  /** So many pages of the index are read for one answer when a filter leaves nothing of them. */
  private static final int PAGES = 20;

  private final Failures failures;
  private final Replays replays;
  private final Clock clock;
  private final EditRules edits = new EditRules();
  private final Views views = new Views();

  Operations(Failures failures, Replays replays, Clock clock) {
    this.failures = requireNonNull(failures);
    this.replays = requireNonNull(replays);
    this.clock = requireNonNull(clock);
  }

  /** What to list; null means all. */
  record Filter(
      FailureState state,
      @Nullable FailureClass failureClass,
      @Nullable FailureSource source,
      @Nullable String customer,
      @Nullable String order) {

    boolean matches(Failure failure) {
      var key = failure.order();
      return (customer == null || key != null && key.customer().value().equals(customer))
          && (order == null || key != null && key.orderId().value().equals(order));
    }
  }

  /** A page, which is empty only at the end or if many entries in a row do not match. */
  JsonNode list(Filter filter, int limit, @Nullable String cursor) {
    var cursors = new Cursors(filter);
    var next = cursor == null ? null : cursors.open(cursor);
    var found = new ArrayList<Failure>();
    for (var page = 0; page < PAGES && found.isEmpty() && (page == 0 || next != null); page++) {
      var some =
          page(new Query(filter.state(), filter.failureClass(), filter.source(), limit, next));
      some.failures().stream().filter(filter::matches).forEach(found::add);
      next = some.cursor();
    }
    return views.page(found, next == null ? null : cursors.seal(next));
  }

  private Failures.Page page(Query query) {
    try {
      return failures.list(query);
    } catch (InvalidCursorException e) {
      throw Cursors.invalid();
    }
  }

  JsonNode show(FailureId id) {
    var failure = find(id);
    var payloads = failures.payloads(id).orElseThrow(Problem::unknownFailure);
    return views.whole(failure, payloads, failures.audit(id));
  }

  JsonNode replay(FailureId id, String by) {
    requireOpen(find(id));
    return done(id, replays.replay(id, by));
  }

  JsonNode discard(FailureId id, String reason, String by) {
    var why = judged(reason);
    requireOpen(find(id));
    return done(id, replays.discard(id, why, by));
  }

  JsonNode undo(FailureId id, String reason, String by) {
    var why = judged(reason);
    requireOpen(find(id));
    return done(id, replays.undo(id, why, by));
  }

  private JsonNode done(FailureId id, Replays.Answer outcome) {
    return switch (outcome) {
      case Replays.Underway done -> views.done(find(id), done.detail());
      case Replays.NotPossible refused -> throw Problem.refused(refused.reason());
      case Replays.Unanswered _ -> throw Problem.replayUnknown();
    };
  }

  JsonNode edit(FailureId id, String payload, String by) {
    var failure = find(id);
    requireOpen(failure);
    var original = failures.payloads(id).orElseThrow(Problem::unknownFailure).original();
    return switch (edits.judge(failure, original, payload)) {
      case EditRules.NotAllowed refused
          when failure.source().isEditable() && failure.order() != null ->
          throw Problem.body("payload", "is refused: " + refused.reason() + ".");
      case EditRules.NotAllowed refused -> throw Problem.refused(refused.reason());
      case EditRules.Allowed allowed -> {
        var after = failure.edit();
        var audit = AuditEntry.of(clock.instant(), by, Action.EDIT, after.state().name());
        if (!failures.edit(failure, after, allowed.payload(), audit)) {
          throw Problem.changed();
        }
        yield views.entry(after);
      }
    };
  }

  private static String judged(String reason) {
    var why = reason.strip();
    var length = why.codePointCount(0, why.length());
    if (length < 1 || length > LONGEST_REASON || why.chars().anyMatch(Character::isISOControl)) {
      throw Problem.body(
          "reason",
          "must be 1 to " + LONGEST_REASON + " characters on one line, not only white space.");
    }
    return why;
  }

  private Failure find(FailureId id) {
    return failures.find(id).orElseThrow(Problem::unknownFailure);
  }

  private static void requireOpen(Failure failure) {
    if (failure.state() != FailureState.OPEN) {
      throw Problem.refused("the entry is " + failure.state() + " and not OPEN");
    }
  }
}
