package com.example.orders.replayfailures;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays an entry and settles it. An attempt is claimed before anything is sent, so that of two
 * who want the same one does it; whatever becomes of the call, the lease ends it.
 */
final class Replaying {
  private static final Logger LOG = LoggerFactory.getLogger(Replaying.class);

  private final Failures failures;
  private final Origins origins;
  private final Effects effects;
  private final Duration lease;
  private final Clock clock;

  /** Who wants it, and for what request of theirs. */
  record Wish(String by, @Nullable String requestId) {}

  Replaying(Failures failures, Origins origins, Effects effects, Duration lease, Clock clock) {
    this.failures = failures;
    this.origins = origins;
    this.effects = effects;
    this.lease = lease;
    this.clock = clock;
  }

  /** Replays one entry now, whatever its class. */
  Outcome replay(FailureId id, Wish wish, Counts counts) {
    var found = failures.find(id);
    if (found.isEmpty()) {
      return Outcome.refused("there is no such entry");
    }
    var failure = found.get();
    return switch (failure.state()) {
      case RESOLVED, DISCARDED -> Outcome.refused("the entry is " + failure.state());
      case OPEN, REPLAYING -> {
        var settled = settle(failure, wish, counts);
        if (settled.isEmpty()) {
          yield Outcome.resolved("the effect is seen");
        }
        yield switch (settled.get().state()) {
          case OPEN -> attempt(settled.get(), wish, counts);
          case REPLAYING -> Outcome.refused("the entry is being replayed");
          case RESOLVED, DISCARDED -> Outcome.refused("the entry is " + settled.get().state());
        };
      }
    };
  }

  /**
   * Resolves the entry if its effect is seen, and opens it if its replay has had its time.
   *
   * @return the entry as it stands, or nothing if it is resolved now
   */
  Optional<Failure> settle(Failure failure, Wish wish, Counts counts) {
    if (effects.isSeen(failure)) {
      var audit = audit(wish, Action.RESOLVE, "RESOLVED", "the effect is seen");
      if (failures.replace(failure, failure.resolve(), audit)) {
        counts.add(OrderMetric.FailuresResolved);
        LOG.info("Resolved {}", failure.id());
        return Optional.empty();
      }
      return failures.find(failure.id());
    }
    if (!failure.isLeaseOver(clock.instant())) {
      return Optional.of(failure);
    }
    var open = failure.fallBack(clock.instant());
    var audit = audit(wish, Action.EXPIRE, "OPEN", "no effect was seen in time");
    return failures.replace(failure, open, audit) ? Optional.of(open) : failures.find(failure.id());
  }

  /** Sends an open entry to its origin. */
  Outcome attempt(Failure open, Wish wish, Counts counts) {
    var payloads = failures.payloads(open.id());
    var claimed = open.claim(clock.instant(), lease);
    if (payloads.isEmpty()
        || !failures.replace(open, claimed, audit(wish, Action.REPLAY, "REPLAYING", null))) {
      return Outcome.refused("somebody else has just changed the entry");
    }
    counts.add(OrderMetric.FailuresReplayed);
    try {
      var done = origins.of(claimed.source()).send(claimed, payloads.get().current());
      failures.note(claimed, audit(wish, Action.REPLAY, "SENT", done));
      LOG.info("Replayed {}: {}", claimed.id(), done);
      return Outcome.sent(done);
    } catch (CannotReplayException e) {
      var reason = String.valueOf(e.getMessage());
      failures.replace(
          claimed,
          claimed.fallBack(clock.instant()),
          audit(wish, Action.REPLAY, "REFUSED", reason));
      return Outcome.refused(reason);
    } catch (RuntimeException e) {
      // It may have been sent all the same: the entry keeps its lease.
      failures.note(claimed, audit(wish, Action.REPLAY, "UNKNOWN", e.getClass().getName()));
      LOG.warn("The replay of {} has no answer: {}", claimed.id(), Telemetry.describe(e));
      throw e;
    }
  }

  private AuditEntry audit(Wish wish, Action action, String result, @Nullable String detail) {
    var request = wish.requestId() == null ? "" : "request " + wish.requestId();
    var words = detail == null ? request : request.isEmpty() ? detail : detail + "; " + request;
    return new AuditEntry(
        clock.instant(), wish.by(), action, result, words.isEmpty() ? null : words);
  }
}
