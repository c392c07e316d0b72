package com.example.orders.proof;

import com.example.orders.cli.Parameters;
import com.example.orders.cli.Project;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Holds a game day with a local cloud: {@code make chaos}. Exits 0 if the hypothesis holds, 1 if it
 * does not, and 2 if nothing was learned.
 */
public final class HoldGameDay {
  /** An application that has not moved for so long will not. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private HoldGameDay() {}

  /** Takes the name of a file of the folder {@code chaos}. */
  public static void main(String[] arguments) throws InterruptedException {
    var project = Project.find().root();
    var script = GameDayScript.read(project.resolve("chaos").resolve(arguments[0] + ".yaml"));
    var given = System.getenv().getOrDefault("SEED", "");
    var seed =
        given.isBlank() ? new SplittableRandom().nextLong(1, 1_000_000_000) : Long.parseLong(given);
    var settings = settings(seed); // before standard error goes to the log
    var log = new ProofLog(project.resolve("target"), "chaos.log").takingStandardError();
    var outcome =
        TriedCloud.run(
            settings.telling(_ -> {}, log), script, new GameDay(script, HoldGameDay::say));
    say("CHAOS experiment=%s seed=%d %s".formatted(arguments[0], seed, outcome));
    System.exit(outcome.exitCode());
  }

  static ProofSettings settings(long seed) {
    return ProofSettings.of(seed, 0)
        .withParameters(Parameters.parseOfCore(System.getenv().getOrDefault("PARAMETERS", "")))
        .withPatience(PATIENCE);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
    System.err.println(line); // into the log, so that the verdict is kept
  }
}
