package com.example.orders.failures;

import static com.example.orders.failures.FailureState.DISCARDED;
import static com.example.orders.failures.FailureState.OPEN;
import static com.example.orders.failures.FailureState.REPLAYING;
import static com.example.orders.failures.FailureState.RESOLVED;

import com.example.orders.order.OrderKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the inbox, without its payload. Every change is a new record with a version higher by
 * one, which the store takes only if nobody else changed the entry in the meantime.
 *
 * @param replays how often it was given back to its origin; names the replay's attempt
 * @param openSince when it last came into the inbox; a replay that fails does not set it back
 * @param reports the last messages that reported it
 * @param edited whether a replay sends an edited payload
 */
public record Failure(
    FailureId id,
    FailureState state,
    Classification classification,
    FailureSource source,
    String origin,
    String error,
    @Nullable String cause,
    int attempts,
    int replays,
    @Nullable Instant nextReplayAt,
    @Nullable Instant leaseUntil,
    @Nullable OrderKey order,
    @Nullable String messageGroup,
    Instant firstSeen,
    Instant lastSeen,
    Instant openSince,
    int seenCount,
    List<String> reports,
    boolean edited,
    int version) {

  /** Longer ones are cut: the payload is what must be whole, not the words beside it. */
  static final int LONGEST_TEXT = 4_000;

  private static final int KEPT_REPORTS = 10;
  private static final Classification REFUSED =
      new Classification(FailureClass.UNKNOWN, "replay-refused");
  private static final Classification UNDO =
      new Classification(FailureClass.TRANSIENT, "undo-requested");

  public Failure {
    reports = List.copyOf(reports);
    origin = cut(origin);
    error = cut(error);
    cause = cause == null ? null : cut(cause);
    messageGroup = messageGroup == null ? null : cut(messageGroup);
  }

  /** The entry of a failure that nobody has seen before. */
  public static Failure first(FailureReport report) {
    var classification = ClassificationRules.classify(report.error(), report.cause());
    return new Failure(
        report.id(),
        OPEN,
        classification,
        report.source(),
        report.origin(),
        report.error(),
        report.cause(),
        report.attempts(),
        0,
        ReplayRules.nextReplay(classification, 0, report.at()).orElse(null),
        null,
        report.order(),
        report.messageGroup(),
        report.at(),
        report.at(),
        report.at(),
        1,
        List.of(report.reportId()),
        false,
        1);
  }

  /** A message that is delivered again tells nothing new. */
  public boolean knows(FailureReport report) {
    return reports.contains(report.reportId());
  }

  /**
   * The same failure again. It opens the entry; what was tried before still counts, so that a
   * replay that fails at once is not repeated for ever.
   */
  public Failure reportedAgain(FailureReport report) {
    var next = ClassificationRules.classify(report.error(), report.cause());
    var kept = new ArrayList<>(reports);
    kept.add(report.reportId());
    var isBack = state == RESOLVED || state == DISCARDED;
    return new Failure(
        id,
        OPEN,
        next,
        source,
        newer(report.origin()),
        report.error(),
        report.cause(),
        report.attempts(),
        replays,
        ReplayRules.nextReplay(next, replays, report.at()).orElse(null),
        null,
        order,
        report.messageGroup() == null ? messageGroup : report.messageGroup(),
        firstSeen,
        report.at(),
        isBack ? report.at() : openSince,
        seenCount + 1,
        kept.subList(Math.max(0, kept.size() - KEPT_REPORTS), kept.size()),
        edited,
        version + 1);
  }

  /** What is reported late of an execution must not hide the one that came after it. */
  private String newer(String reported) {
    var isOlder =
        source == FailureSource.WORKFLOW
            && OrderKey.replayOfExecution(reported) < OrderKey.replayOfExecution(origin);
    return isOlder ? origin : reported;
  }

  /** Takes the entry for one replay. */
  public Failure claim(Instant now, Duration lease) {
    return with(REPLAYING, replays + 1, null, now.plus(lease));
  }

  /** The replay had no effect in time, or could not be sent: the entry is open again. */
  public Failure fallBack(Instant now) {
    var next = ReplayRules.nextReplay(classification, replays, now).orElse(null);
    return with(OPEN, replays, next, null);
  }

  /** It cannot be replayed, neither now nor in an hour: an operator has to look. */
  public Failure refuse() {
    if (state != OPEN && state != REPLAYING) {
      throw new IllegalStateException(state + " cannot be refused");
    }
    return copy(OPEN, REFUSED, origin, replays, null, null, edited);
  }

  /** Takes the entry for an undo, which is tried until it is done. */
  public Failure undo(Instant now, Duration lease) {
    var claimed = claim(now, lease);
    return copy(claimed.state, UNDO, origin, claimed.replays, null, claimed.leaseUntil, edited);
  }

  /** Whether nothing happens to it until an operator looks, though a replay would be taken. */
  public boolean waitsForOperator() {
    return state == OPEN && nextReplayAt == null && !classification.equals(REFUSED);
  }

  /** What an undo failed with does not end it: it is replayed by itself again. */
  public Failure undoAgain(Instant now) {
    var next = ReplayRules.nextReplay(UNDO, replays, now).orElseThrow();
    return copy(state, UNDO, origin, replays, next, leaseUntil, edited);
  }

  /** The replay goes on somewhere else: its execution has another name. */
  public Failure movedTo(String newOrigin) {
    return copy(state, classification, newOrigin, replays, nextReplayAt, leaseUntil, edited);
  }

  /** The effect was seen. */
  public Failure resolve() {
    return with(RESOLVED, replays, null, null);
  }

  public Failure discard() {
    return with(DISCARDED, replays, null, null);
  }

  /** A replay will send an edited payload. */
  public Failure edit() {
    if (state != OPEN || !source.isEditable()) {
      throw new IllegalStateException(state + " " + source + " cannot be edited");
    }
    return copy(state, classification, origin, replays, nextReplayAt, leaseUntil, true);
  }

  /** Whether the time of an automatic replay has come. */
  public boolean isDue(Instant now) {
    return state == OPEN && nextReplayAt != null && !now.isBefore(nextReplayAt);
  }

  public boolean isLeaseOver(Instant now) {
    return state == REPLAYING && (leaseUntil == null || !now.isBefore(leaseUntil));
  }

  /** Names this attempt: the same for a retry of the same replay, another for the next one. */
  public String attemptId() {
    return id + "-" + replays;
  }

  private Failure with(
      FailureState to, int replays, @Nullable Instant nextReplayAt, @Nullable Instant leaseUntil) {
    if (!state.canBecome(to)) {
      throw new IllegalStateException(state + " cannot become " + to);
    }
    return copy(to, classification, origin, replays, nextReplayAt, leaseUntil, edited);
  }

  private Failure copy(
      FailureState to,
      Classification classification,
      String origin,
      int replays,
      @Nullable Instant nextReplayAt,
      @Nullable Instant leaseUntil,
      boolean edited) {
    return new Failure(
        id,
        to,
        classification,
        source,
        origin,
        error,
        cause,
        attempts,
        replays,
        nextReplayAt,
        leaseUntil,
        order,
        messageGroup,
        firstSeen,
        lastSeen,
        openSince,
        seenCount,
        reports,
        edited,
        version + 1);
  }

  /** Half a character, which no store takes, becomes a question mark. */
  private static String cut(String text) {
    var start = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The words beside the error may quote personal data; they are for the inbox, not for a log. */
  @Override
  public String toString() {
    return "Failure[" + id + ", " + state + ", " + source + ", " + classification + "]";
  }
}
