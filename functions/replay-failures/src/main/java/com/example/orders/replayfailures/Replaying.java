package com.example.orders.replayfailures;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.AuditEntry.Action;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures;
import com.example.orders.failures.Payloads;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.replayfailures.Origin.Sent;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays an entry and settles it. An attempt is claimed before anything is sent, so that of two
 * who want the same one does it; whatever becomes of the call, the lease ends it.
 */
final class Replaying {
  static final ReplayResult CHANGED =
      ReplayResult.refused("somebody else has just changed the entry");
  private static final Logger LOG = LoggerFactory.getLogger(Replaying.class);

  private final Failures failures;
  private final Origins origins;
  private final Effects effects;
  private final Standing standing = new Standing();
  private final Duration lease;
  private final Clock clock;

  /** Who wants it, and for what request of theirs. */
  record Actor(String by, @Nullable String requestId) {}

  Replaying(Failures failures, Origins origins, Effects effects, Duration lease, Clock clock) {
    this.failures = failures;
    this.origins = origins;
    this.effects = effects;
    this.lease = lease;
    this.clock = clock;
  }

  Duration lease() {
    return lease;
  }

  /** Replays one entry now, whatever its class. */
  ReplayResult replay(FailureId id, Actor actor, Counts counts) {
    return ifOpen(id, actor, counts, open -> attempt(open, actor, counts))
        .orElseGet(() -> ReplayResult.resolved("the effect is seen"));
  }

  /** Does something with an entry, once it is known to be open still; nothing if it is resolved. */
  Optional<ReplayResult> ifOpen(
      FailureId id, Actor actor, Counts counts, Function<Failure, ReplayResult> work) {
    var found = failures.find(id);
    if (found.isEmpty()) {
      return Optional.of(ReplayResult.refused("there is no such entry"));
    }
    var failure = found.get();
    if (failure.state() == FailureState.RESOLVED || failure.state() == FailureState.DISCARDED) {
      return Optional.of(ReplayResult.refused("the entry is " + failure.state()));
    }
    return settle(failure, actor, counts)
        .map(
            now ->
                switch (now.state()) {
                  case OPEN -> work.apply(now);
                  case REPLAYING -> ReplayResult.refused("the entry is being replayed");
                  case RESOLVED, DISCARDED -> ReplayResult.refused("the entry is " + now.state());
                });
  }

  /**
   * Resolves the entry if its effect is seen, opens it if its replay has had its time, and holds it
   * against what an operator decided about its order, which outlives the entry in which it was
   * said: a discarded order's is closed again, a given up one's is replayed until the order is
   * undone.
   *
   * @return the entry as it is, or nothing if it is resolved now
   */
  Optional<Failure> settle(Failure failure, Actor actor, Counts counts) {
    var row = effects.row(failure);
    var seen = effects.seen(failure, row);
    if (seen.isPresent()) {
      var audit = audit(actor, Action.RESOLVE, "RESOLVED", "the effect is seen: " + seen.get());
      if (failures.replace(failure, failure.resolve(), audit)) {
        counts.add(OrderMetric.FailuresResolved);
        LOG.info("Resolved {}", failure.id());
        return Optional.empty();
      }
      return failures.find(failure.id());
    }
    if (failure.isLeaseOver(clock.instant())) {
      var open = failure.fallBack(clock.instant());
      return changed(
          failure, open, audit(actor, Action.EXPIRE, "OPEN", "no effect was seen in time"));
    }
    if (failure.state() == FailureState.OPEN && row.filter(Order::isDiscarded).isPresent()) {
      var why = "an operator has discarded the order";
      return changed(failure, failure.discard(), audit(actor, Action.DISCARD, "DISCARDED", why));
    }
    if (failure.source() == FailureSource.WORKFLOW
        && failure.waitsForOperator()
        && row.filter(Order::isGivenUp).isPresent()) {
      var why = "the undo that an operator asked for is tried until it is done";
      return changed(
          failure, failure.undoAgain(clock.instant()), audit(actor, Action.UNDO, "OPEN", why));
    }
    return Optional.of(failure);
  }

  private Optional<Failure> changed(Failure before, Failure after, AuditEntry audit) {
    return failures.replace(before, after, audit) ? Optional.of(after) : failures.find(before.id());
  }

  /** Sends an open entry to its origin, if the order's row has nothing against it. */
  ReplayResult attempt(Failure open, Actor actor, Counts counts) {
    var payload = failures.payloads(open.id()).map(Payloads::current);
    if (payload.isEmpty()) {
      return CHANGED;
    }
    var objection = standing.objection(open, effects.row(open), payload.get());
    if (objection.isPresent()) {
      return refuse(open, actor, objection.get());
    }
    var claimed = open.claim(clock.instant(), lease);
    return failures.replace(open, claimed, audit(actor, Action.REPLAY, "REPLAYING", null))
        ? send(claimed, actor, counts)
        : CHANGED;
  }

  /** Sends what has been claimed. */
  ReplayResult send(Failure claimed, Actor actor, Counts counts) {
    counts.add(OrderMetric.FailuresReplayed);
    try {
      var payload = failures.payloads(claimed.id()).orElseThrow().current();
      var sent = origins.of(claimed.source()).send(claimed, payload);
      note(claimed, sent, actor);
      LOG.info("Replayed {}: {}", claimed.id(), sent.detail());
      return ReplayResult.sent(sent.detail());
    } catch (CannotReplayException e) {
      return refuse(claimed, actor, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // It may have been sent all the same: the entry keeps its lease.
      failures.note(claimed, audit(actor, Action.REPLAY, "UNKNOWN", e.getClass().getName()));
      LOG.warn("The replay of {} has no answer: {}", claimed.id(), Telemetry.describe(e));
      throw e;
    }
  }

  /** If the entry has changed meanwhile, whoever changed it knows where the replay is. */
  private void note(Failure claimed, Sent sent, Actor actor) {
    var audit = audit(actor, Action.REPLAY, "SENT", sent.detail());
    var isMoved =
        !sent.origin().equals(claimed.origin())
            && failures.replace(claimed, claimed.movedTo(sent.origin()), audit);
    if (!isMoved) {
      failures.note(claimed, audit);
    }
  }

  private ReplayResult refuse(Failure failure, Actor actor, String reason) {
    failures.replace(failure, failure.refuse(), audit(actor, Action.REPLAY, "REFUSED", reason));
    return ReplayResult.refused(reason);
  }

  AuditEntry audit(Actor actor, Action action, String result, @Nullable String detail) {
    var request = actor.requestId() == null ? "" : "request " + actor.requestId();
    var words = detail == null ? request : request.isEmpty() ? detail : detail + "; " + request;
    return new AuditEntry(
        clock.instant(), actor.by(), action, result, words.isEmpty() ? null : words);
  }
}
