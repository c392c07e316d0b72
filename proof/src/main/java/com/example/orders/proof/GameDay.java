package com.example.orders.proof;

import com.example.orders.proof.GameDayScript.Bound;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Steady state, hypothesis, inject, observe, recover, verdict. */
final class GameDay {
  /** Whatever is believed of a fault, no order may be lost to it, and it must end by itself. */
  private static final Map<String, Bound> ALWAYS =
      Map.of(
          Measure.VIOLATIONS.label(), new Bound(null, 0),
          Measure.FAULTS_AFTER_THE_END.label(), new Bound(null, 0));

  private final GameDayScript script;
  private final Consumer<String> say;

  /** What came of a game day. */
  enum Outcome {
    HELD(0),
    REFUTED(1),
    /** The application was not well before, or no call was struck. */
    NOTHING_LEARNED(2);

    private final int exitCode;

    Outcome(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  GameDay(GameDayScript script, Consumer<String> say) {
    this.script = script;
    this.say = say;
  }

  Outcome run(Tried application) throws InterruptedException {
    var steady = application.steady(script.orders());
    say("Steady state: %d orders, %s", script.orders(), text(steady));
    if (number(steady, Measure.CONFIRMED) < 100 || number(steady, Measure.VIOLATIONS) > 0) {
      say("Verdict: none, for the application was not well before the fault");
      return Outcome.NOTHING_LEARNED;
    }
    say("Hypothesis: %s", script.hypothesis());
    var until = application.inject(script);
    say("Inject: %s, until %s", new TreeMap<>(script.inject()), until);
    var seen = new EnumMap<Measure, Integer>(Measure.class);
    seen.putAll(application.observe(script.orders(), until));
    say("Observe: %d orders, %s", script.orders(), text(seen));
    var recovered = application.recover();
    say("Recover: %s", text(recovered));
    seen.putAll(recovered);
    return judge(seen);
  }

  /** What the numbers say of the hypothesis. */
  Outcome judge(Map<Measure, Integer> seen) {
    if (number(seen, Measure.FAULTS) == 0) {
      say("Verdict: none, for no call was struck");
      return Outcome.NOTHING_LEARNED;
    }
    var bounds = new TreeMap<>(ALWAYS);
    bounds.putAll(script.expect());
    var held = true;
    for (var bound : bounds.entrySet()) {
      var number = number(seen, Measure.labelled(bound.getKey()));
      var holds = bound.getValue().holds(number);
      say(
          "  %-20s %3d, expected %s: %s",
          bound.getKey(), number, bound.getValue(), holds ? "yes" : "NO");
      held &= holds;
    }
    say("Verdict: the hypothesis %s", held ? "holds" : "does not hold");
    return held ? Outcome.HELD : Outcome.REFUTED;
  }

  private static int number(Map<Measure, Integer> of, Measure measure) {
    return of.getOrDefault(measure, 0);
  }

  private static String text(Map<Measure, Integer> numbers) {
    return new TreeMap<>(numbers)
        .entrySet().stream()
            .map(entry -> entry.getKey().label() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
  }

  private void say(String format, Object... values) {
    say.accept(String.format(Locale.ROOT, format, values));
  }
}
