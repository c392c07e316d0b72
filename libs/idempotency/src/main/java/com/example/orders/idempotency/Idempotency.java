package com.example.orders.idempotency;

import static java.util.Objects.requireNonNull;

import com.example.orders.idempotency.IdempotencyRecords.NotWritten;
import com.example.orders.idempotency.IdempotencyRecords.Write;
import com.example.orders.idempotency.IdempotencyRecords.Written;
import com.example.orders.json.CanonicalJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does a side effect on a system that is not our own row once for each key: a lease with a fence,
 * not a guarantee. <em>The effect must have a guard of its own</em>, such as a key that its
 * provider honours; the record saves the calls, keeps two from being at it at once, compares
 * payloads, and answers who asks again. What happens in each case:
 *
 * <ul>
 *   <li><b>First call</b>: the key is claimed by a conditional write, the effect runs, its IDs and
 *       outcome are recorded. {@link Outcome.DoneNow}.
 *   <li><b>Asked again, same payload</b>: {@link Outcome.DoneBefore} with what was recorded.
 *   <li><b>Asked again, another payload</b>, done or not: {@link PayloadMismatchException}.
 *       Payloads are equal if their canonical JSON is: order of names, white space and {@code 1} or
 *       {@code 1.0} do not matter.
 *   <li><b>Asked while another is at it</b>: {@link Outcome.InProgress}; the effect does not run.
 *   <li><b>Timeout or crash, before or after the effect</b>: the record stays. The lease ends
 *       {@link #GRACE} after the caller's own time, so that a killed caller is no longer running;
 *       whoever comes later takes over with {@link Lease#resumed()} and a larger fence, and the
 *       effect's own guard tells what is left to do.
 *   <li><b>The effect throws</b>: nobody knows what was done, so as after a crash.
 *   <li><b>The effect says that nothing was done</b>: the record is deleted and the key is free. If
 *       the lease was resumed, an earlier owner may have done something: then the record stays and
 *       only the lease ends.
 *   <li><b>A late loser</b>, who finishes after another has taken over, changes nothing: every
 *       write names the owner. It gets what the winner recorded, or {@link Outcome.InProgress}.
 *   <li><b>The answer to a write is lost</b> and the SDK repeats it: the refusal shows one's own
 *       record, which counts as success.
 *   <li><b>The effect is done but cannot be recorded</b>: {@link IdempotencyUnavailableException};
 *       the next call resumes after the lease.
 *   <li><b>The records do not answer before the effect</b>: the same exception, and the effect does
 *       not run.
 *   <li><b>A record past its expiry</b> counts as none, although DynamoDB deletes it late. One that
 *       is gone too early is written anew when its owner is done.
 *   <li><b>Clocks</b> that differ by more than {@link #GRACE} can give two owners at once: the
 *       fence keeps the record right, the effect's own guard the effect.
 * </ul>
 */
public final class Idempotency {
  /** Four days in a queue and fourteen in its dead-letter queue: a key must outlive them. */
  public static final Duration LEAST_RETENTION = Duration.ofDays(18);

  /** What a killed environment may take longer than it was given, and what clocks may differ. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final int CLAIMS = 3;

  private final IdempotencyRecords records;
  private final Duration retention;
  private final Clock clock;
  private final Supplier<String> owners;

  /**
   * @param retention how long a key is remembered, from its last change
   * @param owners a text that is never given twice, such as a random UUID
   */
  public Idempotency(
      IdempotencyRecords records, Duration retention, Clock clock, Supplier<String> owners) {
    if (retention.compareTo(LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException("A key must outlive every queue that may repeat it");
    }
    this.records = requireNonNull(records);
    this.retention = retention;
    this.clock = requireNonNull(clock);
    this.owners = requireNonNull(owners);
  }

  /**
   * Runs the effect unless it has been done.
   *
   * @param payload all that the effect depends on; only its hash is kept
   * @param remaining how long the caller can still run; the lease lasts that long
   */
  public Outcome run(IdempotencyKey key, JsonNode payload, Duration remaining, Effect effect) {
    if (!remaining.isPositive()) {
      throw new IllegalArgumentException("No time is left to do anything in");
    }
    var hash = CanonicalJson.hash(payload);
    for (int i = 0; i < CLAIMS; i++) {
      switch (claim(key, hash, remaining)) {
        case Owned owned -> {
          return perform(owned, effect);
        }
        case Settled(var outcome) -> {
          return outcome;
        }
        case Released() -> {
          // Its owner gave it up between two of our writes.
        }
      }
    }
    return new Outcome.InProgress(clock.instant());
  }

  private sealed interface Claim {}

  private record Owned(IdempotencyRecord record, boolean resumed) implements Claim {}

  private record Settled(Outcome outcome) implements Claim {}

  private record Released() implements Claim {}

  private Claim claim(IdempotencyKey key, String hash, Duration remaining) {
    var now = now();
    var mine = record(key, hash, now, now.toEpochMilli(), remaining);
    return switch (records.create(mine, now)) {
      case Written() -> new Owned(mine, false);
      case NotWritten(var current) ->
          current.map(seen -> claim(mine, seen, now)).orElse(new Released());
    };
  }

  private Claim claim(IdempotencyRecord mine, IdempotencyRecord seen, Instant now) {
    if (seen.isOf(mine)) {
      return new Owned(mine, false);
    }
    var answer = answer(mine, seen, now);
    if (answer != null) {
      return new Settled(answer);
    }
    var next =
        new IdempotencyRecord(
            mine.key(),
            mine.owner(),
            Math.max(mine.fence(), seen.fence() + 1),
            mine.payloadHash(),
            mine.expiresAt(),
            mine.leaseUntil(),
            null);
    return switch (records.takeOver(seen, next, now)) {
      case Written() -> new Owned(next, true);
      case NotWritten(var current) -> afterRace(next, current, now);
    };
  }

  private static Claim afterRace(
      IdempotencyRecord mine, Optional<IdempotencyRecord> current, Instant now) {
    if (current.isEmpty()) {
      return new Released();
    }
    var winner = current.get();
    if (winner.isOf(mine)) {
      return new Owned(mine, true);
    }
    var answer = answer(mine, winner, now);
    return answer == null ? new Released() : new Settled(answer);
  }

  /** What another's record means for who asks now, or nothing if its lease is over. */
  private static @Nullable Outcome answer(
      IdempotencyRecord mine, IdempotencyRecord seen, Instant now) {
    if (!seen.payloadHash().equals(mine.payloadHash())) {
      throw new PayloadMismatchException(mine.key());
    }
    if (seen.data() != null) {
      return new Outcome.DoneBefore(seen.data());
    }
    var until = leaseOf(seen);
    return until.isBefore(now) ? null : new Outcome.InProgress(until);
  }

  private Outcome perform(Owned owned, Effect effect) {
    var own = owned.record();
    var lease = new Lease(own.key(), own.fence(), leaseOf(own), owned.resumed());
    return switch (effect.apply(lease)) {
      case Effect.Done(var data) -> complete(own, data);
      case Effect.NothingDone(var why) -> {
        // A refusal means that another has taken over: then there is nothing of ours to give up.
        var _ = owned.resumed() ? records.update(own.givenUp()) : records.delete(own);
        yield new Outcome.NothingDone(why);
      }
    };
  }

  private Outcome complete(IdempotencyRecord own, String data) {
    var now = now();
    var done = own.done(data, now.plus(retention));
    return switch (records.update(done)) {
      case Written() -> new Outcome.DoneNow(data);
      case NotWritten(var current) -> {
        if (current.isPresent()) {
          yield superseded(done, current.get());
        }
        yield gone(done, now);
      }
    };
  }

  private Outcome gone(IdempotencyRecord done, Instant now) {
    Write again = records.create(done, now);
    return switch (again) {
      case Written() -> new Outcome.DoneNow(requireNonNull(done.data()));
      case NotWritten(var current) ->
          current
              .map(winner -> superseded(done, winner))
              .orElseGet(() -> new Outcome.InProgress(now));
    };
  }

  private static Outcome superseded(IdempotencyRecord done, IdempotencyRecord winner) {
    var data = winner.data();
    if (data == null) {
      return new Outcome.InProgress(leaseOf(winner));
    }
    return winner.isOf(done) ? new Outcome.DoneNow(data) : new Outcome.DoneBefore(data);
  }

  private IdempotencyRecord record(
      IdempotencyKey key, String hash, Instant now, long fence, Duration remaining) {
    return new IdempotencyRecord(
        key,
        owners.get(),
        fence,
        hash,
        now.plus(retention).plus(remaining),
        now.plus(remaining).plus(GRACE),
        null);
  }

  private static Instant leaseOf(IdempotencyRecord record) {
    return requireNonNull(record.leaseUntil(), "A record that is neither done nor leased");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
