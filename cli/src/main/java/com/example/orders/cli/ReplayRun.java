package com.example.orders.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Replays entries one after the other, not faster than asked for, until somebody says stop. */
final class ReplayRun {
  /** Then something else is wrong, and going on would only spend the entries' replays. */
  private static final int REFUSALS_IN_A_ROW = 3;

  private final Function<String, OperationsApi.Answer> replay;
  private final Consumer<String> say;
  private final Pause pause;

  /** Waits, so that a test need not. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration);
  }

  ReplayRun(Function<String, OperationsApi.Answer> replay, Consumer<String> say, Pause pause) {
    this.replay = replay;
    this.say = say;
    this.pause = pause;
  }

  /** What came of a run. */
  record Report(int sent, int refused, int left, String end) {
    String text() {
      return String.format(
          Locale.ROOT, "%d sent, %d refused, %d left: %s", sent, refused, left, end);
    }

    boolean isClean() {
      return refused == 0 && left == 0;
    }
  }

  /** The one that is on its way is always waited for. */
  Report replay(List<String> ids, double rate, BooleanSupplier stopped) {
    var sent = 0;
    var refused = 0;
    var inARow = 0;
    for (var i = 0; i < ids.size(); i++) {
      if (i > 0) {
        pause.of(Duration.ofNanos((long) (1_000_000_000 / rate)));
      }
      if (stopped.getAsBoolean()) {
        return new Report(sent, refused, ids.size() - i, "stopped");
      }
      var answer = replay.apply(ids.get(i));
      if (answer.isOk()) {
        sent++;
        inARow = 0;
        say.accept(ids.get(i) + "  sent");
      } else {
        refused++;
        inARow++;
        say.accept(ids.get(i) + "  " + FailuresText.harmless(answer.problem()));
      }
      if (inARow == REFUSALS_IN_A_ROW) {
        return new Report(sent, refused, ids.size() - i - 1, "three refusals in a row");
      }
    }
    return new Report(sent, refused, 0, "done");
  }
}
