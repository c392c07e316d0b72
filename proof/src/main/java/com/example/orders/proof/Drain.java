package com.example.orders.proof;

import java.time.Duration;
import java.util.List;

/**
 * After the healing: lets everything come to its end and has the inbox replayed, until the checker
 * finds nothing any more or nothing changes any more.
 */
final class Drain {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** A replay whose call was lost holds its entry for ten minutes; then it is open again. */
  private static final Duration LEASE = Duration.ofMinutes(11);

  private final ProofSettings settings;
  private final Records records;
  private final BusObserver observer;
  private final Operator operator;
  private boolean anotherPlaced;

  Drain(ProofSettings settings, Records records, BusObserver observer, Operator operator) {
    this.settings = settings;
    this.records = records;
    this.observer = observer;
    this.operator = operator;
  }

  /** All that may still change. */
  private record Standing(Verdict verdict, int running, int waiting) {
    boolean isSettled() {
      return isQuiet() && verdict.passed();
    }

    boolean isQuiet() {
      return running == 0 && waiting == 0;
    }
  }

  /**
   * @throws IllegalStateException if it goes on for longer than the run's limit
   */
  Verdict untilAllIsSettled(Load load) throws InterruptedException {
    var limit = System.nanoTime() + settings.limit().toNanos();
    var before = standing(load);
    var changed = System.nanoTime();
    var calm = false; // once more after a pause: what was let go of by the healing may still arrive
    while (!calm) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(
            "The run did not settle within %s: %s".formatted(settings.limit(), describe(before)));
      }
      if (before.running() == 0 && System.nanoTime() - changed > patience(before).toNanos()) {
        break; // this is what has become of it
      }
      if (!before.isSettled()) {
        settings.say().accept(describe(before));
        operator.round();
        answerAlarm(before);
        placeAnother(before, load);
      }
      Thread.sleep(PAUSE);
      var now = standing(load);
      if (!now.equals(before)) {
        changed = System.nanoTime();
      }
      calm = now.isSettled() && now.equals(before);
      before = now;
    }
    return before.verdict();
  }

  private Duration patience(Standing standing) {
    var violations = standing.verdict().violations();
    return !violations.isEmpty() && violations.stream().allMatch(InboxRules::isOfAReplay)
        ? LEASE
        : settings.patience();
  }

  /** An event that is still on its way is not lost. */
  private void answerAlarm(Standing standing) {
    var notified = standing.isQuiet() ? operator.answerAlarm() : 0;
    if (notified > 0) {
      settings.say().accept("records were lost: make unnotified SEND=1 notifies " + notified);
    }
  }

  /** Only a call can find out that a dependency answers again, and orders go on coming. */
  private void placeAnother(Standing standing, Load load) throws InterruptedException {
    if (!anotherPlaced && standing.verdict().broken().equals(List.of(Invariant.I10))) {
      anotherPlaced = true;
      load.placeAnother();
    }
  }

  private Standing standing(Load load) throws InterruptedException {
    load.lookAgain();
    var observations = records.observe(load.orders(), observer.events());
    return new Standing(
        new Checker().check(observations), records.runningExecutions(), observer.waiting());
  }

  private static String describe(Standing standing) {
    var kinds = List.of(Violation.Kind.values());
    return "draining: %d executions run, %d events on their way, still %s"
        .formatted(
            standing.running(),
            standing.waiting(),
            kinds.stream().map(kind -> kind + " " + standing.verdict().count(kind)).toList());
  }
}
