package com.example.orders.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.idempotency.IdempotencyRecords.Write;
import com.example.orders.idempotency.Outcome.DoneBefore;
import com.example.orders.idempotency.Outcome.DoneNow;
import com.example.orders.idempotency.Outcome.InProgress;
import com.example.orders.idempotency.Outcome.NothingDone;
import com.example.orders.json.OrderJson;
import com.example.orders.testing.SettableClock;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * What the library promises, wherever the records are kept. Numbers are those of the fault list.
 */
abstract class IdempotencyPromisesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration AFTER_THE_LEASE = TIMEOUT.plus(Duration.ofSeconds(3));
  private static final Duration RETENTION = Idempotency.LEAST_RETENTION;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T03:15:00.123Z"));
  private final IdempotencyKey key = IdempotencyKey.of("send-letter", UUID.randomUUID().toString());
  private final JsonNode payload = json("{\"to\":\"acme\",\"pages\":2}");
  private final List<Lease> effects = Collections.synchronizedList(new ArrayList<>());

  abstract IdempotencyRecords records();

  abstract void forget(IdempotencyKey forgotten);

  // --- Once ---

  @Test
  void doesItOnceAndAnswersWhatWasRecordedAfterwards() {
    assertThat(run(this::send)).isEqualTo(new DoneNow("letter-1"));
    assertThat(run(this::send)).isEqualTo(new DoneBefore("letter-1"));
    assertThat(effects).hasSize(1);
    assertThat(effects.getFirst().resumed()).isFalse();
  }

  @Test
  void comparesPayloadsByWhatTheyMean() {
    var _ = run(this::send);

    var same = json("{ \"pages\": 2.0, \"to\": \"acme\" }");
    assertThat(idempotency().run(key, same, TIMEOUT, this::send))
        .isEqualTo(new DoneBefore("letter-1"));
  }

  @Test
  void refusesTheSameKeyWithAnotherPayloadDoneOrNot() {
    var other = json("{\"to\":\"acme\",\"pages\":3}");
    var _ =
        run(
            lease -> {
              assertThatThrownBy(() -> idempotency().run(key, other, TIMEOUT, this::send))
                  .isInstanceOf(PayloadMismatchException.class)
                  .hasMessageNotContaining("acme");
              return send(lease);
            });
    assertThatThrownBy(() -> idempotency().run(key, other, TIMEOUT, this::send))
        .isInstanceOf(PayloadMismatchException.class);
    assertThat(effects).hasSize(1);
  }

  @Test
  void keepsTheKeysOfTwoOperationsApart() {
    var one = IdempotencyKey.of("send-letter", "acme", "1");
    var two = IdempotencyKey.of("print-letter", "acme", "1");
    var joined = IdempotencyKey.of("send-letter", "acme#1");

    assertThat(List.of(one, two, joined)).doesNotHaveDuplicates();
    assertThat(one).isEqualTo(IdempotencyKey.of("send-letter", "acme", "1"));
    assertThat(one.id()).matches("send-letter#[0-9a-f]{64}");
  }

  @Test
  void refusesAKeyThatIsMissingInWholeOrInPart() {
    assertThatThrownBy(() -> IdempotencyKey.of("send-letter"))
        .isInstanceOf(MissingIdempotencyKeyException.class);
    assertThatThrownBy(() -> IdempotencyKey.of("send-letter", "acme", null))
        .isInstanceOf(MissingIdempotencyKeyException.class);
    assertThatThrownBy(() -> IdempotencyKey.of("send-letter", " ", "1"))
        .isInstanceOf(MissingIdempotencyKeyException.class);
    assertThatThrownBy(() -> IdempotencyKey.of("Handler.handleRequest", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void remembersAKeyLongerThanAnyQueueMayRepeatIt() {
    var records = records();
    assertThatThrownBy(
            () ->
                new Idempotency(
                    records, Duration.ofDays(17), clock, IdempotencyPromisesTest::owner))
        .isInstanceOf(IllegalArgumentException.class);

    var _ = run(this::send);
    clock.advance(Duration.ofDays(18).minusSeconds(1));
    assertThat(run(this::send)).isEqualTo(new DoneBefore("letter-1"));
  }

  // --- The lease ---

  @Test
  void letsNobodyInWhileTheLeaseLasts() {
    var until = new ArrayList<Instant>();
    var _ =
        run(
            lease -> {
              assertThat(run(this::send)).isEqualTo(new InProgress(lease.until()));
              until.add(lease.until());
              return send(lease);
            });
    assertThat(until).containsExactly(clock.instant().plus(TIMEOUT).plus(Idempotency.GRACE));
    assertThat(effects).hasSize(1);
  }

  @Test
  void alwaysHasALeaseBecauseThereMustBeTimeLeft() {
    assertThatThrownBy(() -> idempotency().run(key, payload, Duration.ZERO, this::send))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(effects).isEmpty();
  }

  @Test
  void fault18HealsAfterTheLeaseOfAKilledFunctionAndNotBefore() {
    var _ = killedIn();

    clock.advance(TIMEOUT);
    assertThat(run(this::send)).isInstanceOf(InProgress.class);
    assertThat(effects).isEmpty();

    clock.advance(AFTER_THE_LEASE);
    assertThat(run(this::send)).isEqualTo(new DoneNow("letter-1"));
    assertThat(effects).hasSize(1);
  }

  @Test
  void tellsTheNextOwnerThatAnEarlierOneMayHaveDoneIt() {
    var killed = killedIn();
    clock.advance(AFTER_THE_LEASE);
    var _ = run(this::send);

    assertThat(effects.getFirst().resumed()).isTrue();
    assertThat(effects.getFirst().fence()).isGreaterThan(killed.fence());
  }

  @Test
  void givesALargerFenceThanBeforeEvenIfTheClockWentBack() {
    var killed = killedIn();
    clock.advance(AFTER_THE_LEASE);
    var _ = killedIn();
    clock.advance(AFTER_THE_LEASE);
    var behind = new SettableClock(clock.instant().minus(Duration.ofMillis(1)));
    var _ = idempotency(records(), behind).run(key, payload, TIMEOUT, this::send);

    assertThat(effects.getFirst().fence()).isGreaterThan(killed.fence() + 1);
  }

  @Test
  void aLateLoserChangesNothing() {
    var late =
        run(
            lease -> {
              clock.advance(AFTER_THE_LEASE);
              assertThat(run(_ -> new Effect.Done("letter-2"))).isEqualTo(new DoneNow("letter-2"));
              return send(lease);
            });

    assertThat(late).isEqualTo(new DoneBefore("letter-2"));
    assertThat(run(this::send)).isEqualTo(new DoneBefore("letter-2"));
  }

  @Test
  void aLateLoserDoesNotFreeTheWinnersKey() {
    var _ =
        run(
            _ -> {
              clock.advance(AFTER_THE_LEASE);
              assertThat(run(this::send)).isEqualTo(new DoneNow("letter-1"));
              return new Effect.NothingDone(new IllegalStateException("refused"));
            });
    assertThat(run(this::send)).isEqualTo(new DoneBefore("letter-1"));
  }

  @Test
  void aLateLoserLearnsThatTheWinnerIsStillAtIt() {
    var answers = new ArrayList<Outcome>();
    var _ =
        run(
            lease -> {
              clock.advance(AFTER_THE_LEASE);
              var _ = killedIn();
              return send(lease);
            },
            answers);
    assertThat(answers).singleElement().isInstanceOf(InProgress.class);
  }

  // --- Nothing done, or nobody knows ---

  @Test
  void freesTheKeyIfNothingWasDone() {
    var refusal = new IllegalStateException("refused");

    assertThat(run(_ -> new Effect.NothingDone(refusal))).isEqualTo(new NothingDone(refusal));
    assertThat(run(this::send)).isEqualTo(new DoneNow("letter-1"));
    assertThat(effects.getFirst().resumed()).isFalse();
  }

  @Test
  void keepsTheRecordIfAnEarlierOwnerMayHaveDoneSomething() {
    var _ = killedIn();
    clock.advance(AFTER_THE_LEASE);
    var _ = run(_ -> new Effect.NothingDone(new IllegalStateException("refused")));

    assertThat(run(this::send)).as("at once").isEqualTo(new DoneNow("letter-1"));
    assertThat(effects.getFirst().resumed()).isTrue();
  }

  @Test
  void keepsTheRecordIfTheEffectThrows() {
    assertThatThrownBy(
            () ->
                run(
                    _ -> {
                      throw new IllegalStateException("after the letter left");
                    }))
        .hasMessage("after the letter left");
    assertThat(run(this::send)).isInstanceOf(InProgress.class);

    clock.advance(AFTER_THE_LEASE);
    assertThat(run(this::send)).isEqualTo(new DoneNow("letter-1"));
    assertThat(effects.getFirst().resumed()).isTrue();
  }

  @Test
  void storesNoDocuments() {
    assertThatThrownBy(() -> new Effect.Done("x".repeat(1_025)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // --- Lost answers, silence, expiry, clocks ---

  @Test
  void recognisesItsOwnWritesWhenEveryAnswerIsLost() {
    var repeating = idempotency(new RepeatedWrites(records()), clock);
    var refusal = new IllegalStateException("refused");

    assertThat(repeating.run(key, payload, TIMEOUT, _ -> new Effect.NothingDone(refusal)))
        .isEqualTo(new NothingDone(refusal));
    var _ = killedIn();
    clock.advance(AFTER_THE_LEASE);
    assertThat(repeating.run(key, payload, TIMEOUT, this::send)).isEqualTo(new DoneNow("letter-1"));
    assertThat(effects).singleElement().matches(Lease::resumed);
  }

  @Test
  void fault17FailsClosedWhenTheRecordsDoNotAnswer() {
    var silent = idempotency(new SilentRecords(records(), true), clock);

    assertThatThrownBy(() -> silent.run(key, payload, TIMEOUT, this::send))
        .isInstanceOf(IdempotencyUnavailableException.class);
    assertThat(effects).isEmpty();
  }

  @Test
  void fault17ResumesWhatWasDoneButCouldNotBeRecorded() {
    var silent = idempotency(new SilentRecords(records(), false), clock);
    assertThatThrownBy(() -> silent.run(key, payload, TIMEOUT, this::send))
        .isInstanceOf(IdempotencyUnavailableException.class);
    assertThat(run(this::send)).isInstanceOf(InProgress.class);

    clock.advance(AFTER_THE_LEASE);
    assertThat(run(this::send)).isInstanceOf(DoneNow.class);
    assertThat(effects).hasSize(2).last().matches(Lease::resumed);
  }

  @Test
  void fault19CountsAnExpiredRecordThatIsStillThereAsNone() {
    var _ = run(this::send);
    clock.advance(RETENTION.plus(AFTER_THE_LEASE));

    var other = json("{\"to\":\"acme\",\"pages\":3}");
    assertThat(idempotency().run(key, other, TIMEOUT, this::send))
        .isEqualTo(new DoneNow("letter-2"));
    assertThat(effects).hasSize(2).last().matches(lease -> !lease.resumed());
  }

  @Test
  void fault19WritesARecordAnewThatIsGoneTooEarly() {
    var outcome =
        run(
            lease -> {
              forget(key);
              return send(lease);
            });

    assertThat(outcome).isEqualTo(new DoneNow("letter-1"));
    assertThat(run(this::send)).isEqualTo(new DoneBefore("letter-1"));
  }

  @Test
  void fault21AClockThatIsWrongCannotOverwriteWhatAnotherRecorded() {
    var ahead = new SettableClock(clock.instant().plus(Duration.ofMinutes(10)));
    var behind = new SettableClock(clock.instant().minus(Duration.ofMinutes(10)));
    var _ =
        run(
            lease -> {
              assertThat(idempotency(records(), behind).run(key, payload, TIMEOUT, this::send))
                  .as("a clock behind waits longer")
                  .isInstanceOf(InProgress.class);
              assertThat(idempotency(records(), ahead).run(key, payload, TIMEOUT, this::send))
                  .as("a clock ahead takes over, and its fence says so")
                  .isEqualTo(new DoneNow("letter-1"));
              assertThat(effects.getFirst().fence()).isGreaterThan(lease.fence());
              return send(lease);
            });

    assertThat(run(this::send)).isEqualTo(new DoneBefore("letter-1"));
    assertThat(idempotency(records(), behind).run(key, payload, TIMEOUT, this::send))
        .isEqualTo(new DoneBefore("letter-1"));
  }

  @RepeatedTest(5)
  void ofManyAtOnceExactlyOneDoesIt() throws Exception {
    var outcomes = atOnce(8, () -> run(this::send));

    assertThat(effects).hasSize(1);
    assertThat(outcomes).filteredOn(DoneNow.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .allMatch(outcome -> !(outcome instanceof NothingDone))
        .filteredOn(DoneBefore.class::isInstance)
        .allMatch(new DoneBefore("letter-1")::equals);
  }

  @RepeatedTest(5)
  void ofManyThatTakeOverAtOnceExactlyOneDoesIt() throws Exception {
    var _ = killedIn();
    clock.advance(AFTER_THE_LEASE);
    var outcomes = atOnce(8, () -> run(this::send));

    assertThat(effects).singleElement().matches(Lease::resumed);
    assertThat(outcomes).filteredOn(DoneNow.class::isInstance).hasSize(1);
  }

  // --- Helpers ---

  private static List<Outcome> atOnce(int callers, Callable<Outcome> call) throws Exception {
    try (var threads = Executors.newFixedThreadPool(callers)) {
      var outcomes = new ArrayList<Outcome>();
      for (var future : threads.invokeAll(Collections.nCopies(callers, call))) {
        outcomes.add(future.get());
      }
      return outcomes;
    }
  }

  private Idempotency idempotency() {
    return idempotency(records(), clock);
  }

  private static Idempotency idempotency(IdempotencyRecords records, Clock clock) {
    return new Idempotency(records, RETENTION, clock, IdempotencyPromisesTest::owner);
  }

  private Outcome run(Effect effect) {
    return idempotency().run(key, payload, TIMEOUT, effect);
  }

  private Outcome run(Effect effect, List<Outcome> outcomes) {
    var outcome = run(effect);
    outcomes.add(outcome);
    return outcome;
  }

  private Effect.Result send(Lease lease) {
    effects.add(lease);
    return new Effect.Done("letter-" + effects.size());
  }

  /** An owner that is killed before it records anything. */
  private Lease killedIn() {
    var leases = new ArrayList<Lease>();
    assertThatThrownBy(
            () ->
                run(
                    lease -> {
                      leases.add(lease);
                      throw new OutOfMemoryError("killed");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    return leases.getFirst();
  }

  private static String owner() {
    return UUID.randomUUID().toString();
  }

  private static JsonNode json(String text) {
    try {
      return OrderJson.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Does not answer at all, or from the first update on. */
  private record SilentRecords(IdempotencyRecords records, boolean always)
      implements IdempotencyRecords {

    @Override
    public Write create(IdempotencyRecord first, Instant now) {
      if (always) {
        throw silence();
      }
      return records.create(first, now);
    }

    @Override
    public Write takeOver(IdempotencyRecord seen, IdempotencyRecord next, Instant now) {
      throw silence();
    }

    @Override
    public Write update(IdempotencyRecord next) {
      throw silence();
    }

    @Override
    public Write delete(IdempotencyRecord own) {
      throw silence();
    }

    private static IdempotencyUnavailableException silence() {
      return new IdempotencyUnavailableException(new IllegalStateException("no answer"));
    }
  }
}
